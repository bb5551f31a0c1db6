import EventModel
import Telemetry
package import TerminalUI

/// Two flows side by side, hop by hop: what took longer, what failed, what only one of them did. Asked about one flow, it
/// shows how it differs from another that serves as reference.
package struct CompareScreen: Screen {
    /// The flow that is asked about, by its correlation id.
    package private(set) var subject: String
    /// The flow it is compared with.
    package private(set) var reference: String
    private var place = ListPlace()
    /// Rows that are alike are left out.
    private var onlyDifferences = false
    private let memory = ComparisonMemory()

    package init(_ subject: String, _ reference: String) {
        self.subject = subject
        self.reference = reference
    }

    package var title: String { "Compare" }

    package var keymap: Keymap {
        Keymap([
            Binding("d", .cycleLeast, onlyDifferences ? "all hops" : "only differences", footer: true),
            Binding("x", .swap, "swap the two", footer: true),
            Binding("e", .nextError, "next difference", pair: "e/E", "difference"),
            Binding("E", .previousError, "previous difference"),
            Binding([.enter, .character("t")], .openFlow, "open this flow", footer: true),
        ]) + .moving
    }

    package var interest: Interest {
        var interest = Interest()
        interest.trace = subject
        interest.other = reference
        return interest
    }

    private func compared(_ snapshot: Snapshot) -> ComparedRows? {
        guard let new = snapshot.trace, let old = snapshot.other, new.summary.correlationID == subject,
            old.summary.correlationID == reference
        else { return nil }
        return memory.rows(of: new, with: old, onlyDifferences: onlyDifferences)
    }

    private func view(_ rows: ComparedRows, _ area: Rect) -> ListPlace.View {
        place.view(count: rows.shown.count, height: CompareLayout(area).rows.height) { id in
            Int(id).flatMap { rows.shown.firstIndex(of: $0) }
        }
    }

    package mutating func settle(_ snapshot: Snapshot) {
        // What was typed may be the beginning of an id.
        if let found = snapshot.trace?.summary.correlationID, found.hasPrefix(subject) { subject = found }
        if let found = snapshot.other?.summary.correlationID, found.hasPrefix(reference) { reference = found }
        guard let rows = compared(snapshot) else { return }
        place.settle(in: view(rows, snapshot.body)) { String(rows.shown[$0]) }
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        guard let rows = compared(snapshot), !rows.shown.isEmpty else { return .ignored }
        let view = view(rows, snapshot.body)
        if let target = ListPlace.target(action, in: view) {
            place.select(target, id: { String(rows.shown[$0]) }, in: view)
            return .handled()
        }
        let comparison = rows.comparison
        switch action {
        case .cycleLeast: onlyDifferences.toggle()
        case .swap:
            (subject, reference) = (reference, subject)
            place.follow()
        case .openFlow:
            let row = comparison.rows[rows.shown[view.selected]]
            return .go(.trace(row.subject == nil ? reference : subject))
        case .nextError, .previousError:
            let step = action == .nextError ? 1 : -1
            guard let next = rows.telling.neighbour(of: rows.shown[view.selected], step: step),
                let row = rows.shown.firstIndex(of: next)
            else { return .handled([.notice(Notice(.information, "the two are alike"))]) }
            place.select(row, id: { String(rows.shown[$0]) }, in: view)
        default: return .ignored
        }
        return .handled()
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        guard let rows = compared(snapshot) else { return paintWaiting(snapshot, in: area, on: &canvas) }
        let painter = ComparePainter(rows: rows, layout: CompareLayout(area))
        painter.paintHead(on: &canvas)
        guard !rows.shown.isEmpty else {
            canvas.write("The two are alike, hop by hop.", x: 2, y: 1, in: painter.layout.rows, canvas.theme.dim)
            return
        }
        let view = view(rows, area)
        for (y, row) in view.shown.enumerated() {
            painter.paintRow(rows.shown[row], y: y, selected: row == view.selected, on: &canvas)
        }
        painter.paintDetail(rows.shown[view.selected], on: &canvas)
    }

    private func paintWaiting(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        canvas.write("Compare", x: 1, in: area, theme.heading)
        for (y, (id, missing)) in [
            (subject, snapshot.missingTrace == subject), (reference, snapshot.missingOther == reference),
        ].enumerated() {
            let state = missing ? "no record has this correlation id" : "putting it together\(theme.ellipsis)"
            canvas.write(
                [(id, theme.id), ("  \(state)", missing ? theme.warning : theme.dim)],
                x: 2,
                y: 2 + y,
                in: area
            )
        }
    }
}
