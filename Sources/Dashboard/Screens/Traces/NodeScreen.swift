import EventModel
package import Telemetry
package import TerminalUI

/// Everything about one hop of a flow: its error with the whole stack, and its records with all their fields. Scrolls; follows
/// the hop while it runs.
package struct NodeScreen: Screen {
    /// The flow's correlation id.
    package let flow: String
    /// The hop's key in the flow's tree.
    package let hop: UInt64
    private var top = 0
    private let memory = FlowMemory()
    /// The step of the flow's past that it is shown at; nil: as it is now.
    private let moment: FlowAnchor?

    /// - Parameters:
    ///   - flow: the correlation id.
    ///   - hop: the hop's key in the flow's tree.
    ///   - moment: the step of the flow's past that it is shown at; nil: as it is now.
    package init(flow: String, hop: UInt64, at moment: FlowAnchor? = nil) {
        self.flow = flow
        self.hop = hop
        self.moment = moment
    }

    package var title: String { "Hop" }

    package var keymap: Keymap {
        Keymap([Binding("y", .copy, "copy its records", footer: true), Binding([.enter], .back, "back")]) + .moving
    }

    package var interest: Interest {
        var interest = Interest()
        interest.trace = flow
        if moment != nil { interest.history = flow }
        return interest
    }

    /// Records whose fields are written out; a hop has few, a flat flow of somebody else's records may have any number.
    private static let most = 200

    private func find(_ snapshot: Snapshot) -> (tree: TraceTree, index: Int)? {
        var tree = snapshot.trace
        if let moment, let history = snapshot.history, history.tree.summary.correlationID == flow {
            tree = history.moment(step: history.step(of: moment), limit: MomentPane.most).tree
        }
        guard let tree, tree.summary.correlationID == flow else { return nil }
        return memory.index(of: hop, in: memory.outline(tree, FlowFolding())).map { (tree, $0) }
    }

    private func lines(_ snapshot: Snapshot, width: Int, _ theme: Theme) -> [[NodeDetail.Piece]] {
        guard let (tree, index) = find(snapshot) else {
            return [[("This hop is not in the flow any more.", theme.dim)]]
        }
        let detail = NodeDetail(index, in: tree, origin: tree.summary.started, theme: theme)
        let node = detail.node
        let past = moment.map { "   \(theme.travel) as it was at \($0.at.clock(digits: 3))" } ?? ""
        var lines =
            [[(detail.title, theme.heading), (past, theme.accent)], []] + detail.head(width: width, frames: 200)
        for id in node.records.prefix(Self.most) {
            lines.append([])
            lines.append(NodeDetail.record(id, snapshot.records, theme))
            guard let row = snapshot.records.row(id) else { continue }
            let detail = RecordDetail(
                row,
                fields: snapshot.records.fields(id),
                raw: snapshot.records.raw(id),
                width: width - 2,
                theme: theme
            )
            lines += detail.lines.map { [("  ", theme.text)] + $0 }
        }
        let rest = node.records.count - Self.most
        if rest > 0 { lines += [[], [("\(Figures.count(rest)) more; L on the flow shows them all", theme.dim)]] }
        return lines
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let height = max(1, snapshot.body.height)
        let count = lines(snapshot, width: snapshot.body.width, Theme()).count
        let view = ListPlace.View(selected: top, offset: top, count: count, height: height)
        if let target = ListPlace.target(action, in: view) {
            top = max(0, min(target, count - height))
            return .handled()
        }
        switch action {
        case .back: return .pop()
        case .copy:
            guard let (tree, index) = find(snapshot) else { return .handled() }
            let raw = tree.records(of: index).prefix(Self.most).compactMap { snapshot.records.raw($0) }
            return .handled([.copy(raw.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n"))])
        default: return .ignored
        }
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let lines = lines(snapshot, width: area.width - 2, canvas.theme)
        let first = max(0, min(top, lines.count - area.height))
        for (y, line) in lines.dropFirst(first).prefix(area.height).enumerated() {
            canvas.write(line, x: 1, y: y, in: area)
        }
        if lines.count > area.height {
            let last = min(lines.count, first + area.height)
            let note = "\(last) of \(Figures.count(lines.count)) lines"
            canvas.write(note, x: area.width - displayWidth(note) - 1, in: area, canvas.theme.dim)
        }
    }
}
