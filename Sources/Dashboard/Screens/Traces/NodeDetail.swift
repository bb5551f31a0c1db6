import EventModel
import Telemetry
import TerminalUI

/// What is known of one hop, for the pane below the tree: the error first, then the facts, then its log lines.
struct NodeDetail {
    typealias Piece = (text: String, style: Style)

    let node: TraceNode
    let hop: TraceHop
    /// When the flow began.
    let origin: Timestamp
    let theme: Theme

    init(_ index: Int, in tree: TraceTree, origin: Timestamp, theme: Theme) {
        node = tree.node(index)
        hop = tree.hops[index]
        self.origin = origin
        self.theme = theme
    }

    /// `ProcessPayment, attempt 2 of 3`.
    var title: String {
        var title = node.name.truncated(to: 48)
        if hop.attempts > 1 { title += ", attempt \(hop.attempt) of \(hop.attempts)" }
        return title
    }

    func paint(_ records: Records, in area: Rect, on canvas: inout Canvas) {
        canvas.rule(y: 0, in: area, title: title)
        let room = area.height - 1
        var lines = head(width: area.width - 2, frames: area.width < 100 ? 1 : 2)
        // The facts stay even where the stack is deep.
        let shown = node.records.prefix(max(0, room - lines.count - 1))
        if !shown.isEmpty {
            let count = node.records.count
            let more = shown.count < count ? ", \(theme.isASCII ? "Enter" : "⏎") shows all" : ""
            lines.append([("\(Figures.count(count)) record\(count == 1 ? "" : "s")\(logged)\(more)", theme.dim)])
            lines += shown.map { Self.record($0, records, theme) }
        }
        for (row, line) in lines.prefix(room).enumerated() { canvas.write(line, x: 1, y: 1 + row, in: area) }
    }

    /// How many of the records somebody logged while it ran.
    private var logged: String {
        let count = Int(hop.logLines)
        return count == 0 ? "" : ", \(Figures.count(count)) logged beside it"
    }

    /// Error, stack, facts and labels.
    func head(width: Int, frames: Int) -> [[Piece]] {
        var lines: [[Piece]] = []
        if let error = node.error {
            var stack = (error.stack ?? "").split(separator: "\n").prefix(frames).map { String($0.prefix(240)) }
            var line: [Piece] = [("\(error.type): \(error.message)", theme.error)]
            if let first = stack.first, displayWidth(line[0].text) + 3 + displayWidth(first) <= width {
                line.append(("   \(first)", theme.dim))
                stack.removeFirst()
            }
            lines.append(line)
            lines += stack.map { [("  \($0)", theme.dim)] }
        }
        lines += WrappedText(facts, width: width, limit: 3).lines.map { [($0, theme.text)] }
        lines += node.labels.map { [("\(theme.raised) \($0.words)", theme.warning)] }
        return lines
    }

    private var facts: String {
        var facts = ["\(node.kind.rawValue)"]
        if !node.service.isEmpty { facts.append("in \(node.service.truncated(to: 32))") }
        let after = node.start - origin
        facts.append("\(node.start.clock(digits: 3)) (+\(Figures.duration(after)))")
        if let wait = node.wait, wait > .zero { facts.append("waited \(Figures.duration(wait))") }
        if let duration = node.duration, duration > .zero { facts.append("took \(Figures.duration(duration))") }
        if node.generation > 0 { facts.append("generation \(node.generation)") }
        facts.append(node.awaitsRetry ? "failed, to be retried" : node.status.rawValue)
        if node.critical { facts.append("on the critical path") }
        return facts.joined(separator: theme.isASCII ? ", " : " · ")
    }

    /// `14:03:20.530 WARN  message`.
    static func record(_ id: Int, _ records: Records, _ theme: Theme) -> [Piece] {
        guard let row = records.row(id) else { return [("(dropped: the store is bounded)", theme.dim)] }
        let severity = row.severity.map { $0.name.uppercased() } ?? ""
        return [
            ("\(row.time.clock(digits: 3)) ", theme.dim), (severity.leftAligned(to: 6), theme.style(of: row.severity)),
            (String(row.message.prefix(2_000)), theme.text),
        ]
    }
}
