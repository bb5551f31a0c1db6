import EventModel
import Telemetry
package import TerminalUI

/// One record on the whole screen.
package struct RecordScreen: Screen {
    private let id: Int
    private var offset = 0
    private var folded = false
    private var lineCount = 0
    private var height = 1

    /// - Parameter id: the record's id in the store.
    package init(_ id: Int) { self.id = id }

    package var title: String { "Record" }
    package var keymap: Keymap {
        Keymap([
            Binding([.up, .character("k")], .up, "up", footer: true),
            Binding([.down, .character("j")], .down, "down", footer: true),
            Binding([.pageUp, .control("b"), .control("u")], .pageUp, "page up"),
            Binding([.pageDown, .control("f"), .control("d"), .character(" ")], .pageDown, "page down"),
            Binding([.character("g"), .home], .top, "first line"),
            Binding([.character("G"), .end], .bottom, "last line"),
            Binding("t", .openFlow, "its flow", footer: true),
            Binding("y", .copy, "copy the line", footer: true),
            Binding("-", .fold, "cut long values", footer: !folded),
            Binding("+", .unfold, "whole values", footer: folded),
            Binding([.escape, .enter], .back, "back", footer: true),
        ])
    }

    private func detail(_ snapshot: Snapshot, _ theme: Theme = Theme()) -> RecordDetail? {
        snapshot.records.row(id).map {
            RecordDetail(
                $0,
                fields: snapshot.records.fields(id),
                raw: snapshot.records.raw(id),
                width: snapshot.body.width - 2,
                folded: folded,
                theme: theme
            )
        }
    }

    package mutating func settle(_ snapshot: Snapshot) {
        height = max(1, snapshot.body.height - 2)
        lineCount = detail(snapshot)?.lines.count ?? 0
        offset = min(max(0, offset), max(0, lineCount - height))
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .up: offset -= 1
        case .down: offset += 1
        case .pageUp: offset -= height - 1
        case .pageDown: offset += height - 1
        case .top: offset = 0
        case .bottom: offset = lineCount
        case .fold, .unfold:
            folded = action == .fold
            settle(snapshot)
        case .openFlow:
            guard let flow = snapshot.records.row(id)?.correlationID else {
                return .handled([.notice(Notice(.warning, "this record has no correlation id"))])
            }
            return .go(.trace(flow))
        case .copy:
            guard let raw = snapshot.records.raw(id) else {
                return .handled([.notice(Notice(.warning, "this record's line is no longer in its file"))])
            }
            return .handled([.copy(String(decoding: raw, as: UTF8.self))])
        default:
            return .ignored
        }
        offset = min(max(0, offset), max(0, lineCount - height))
        return .handled()
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let (head, rest) = area.top(1)
        guard let row = snapshot.records.row(id), let detail = detail(snapshot, theme) else {
            canvas.write("This record is no longer held.", x: 1, in: area, theme.dim)
            return
        }
        let time = "\(row.time.day) \(row.time.clock(digits: 6)) UTC"
        canvas.write(
            [
                (row.eventType ?? row.service ?? "record", theme.heading), ("  \(time)", theme.dim),
                (row.severity.map { "  \($0.name.uppercased())" } ?? "", theme.style(of: row.severity)),
            ],
            x: 1,
            in: head
        )
        let lines = rest.top(1).1
        detail.paint(
            from: offset,
            in: Rect(x: lines.x + 1, y: lines.y, width: lines.width - 2, height: lines.height),
            on: &canvas
        )
    }
}
