import DeadLetters
import EventModel
import Telemetry
package import TerminalUI

/// One flow: the tree of its hops, their waterfall, and the detail of the selected one. Follows the flow while it runs; what
/// is selected, folded and zoomed stays as it is.
package struct FlowScreen: Screen {
    /// The flow that is shown; until it is found it may be the beginning of its id.
    package private(set) var correlationID: String
    private var folding = FlowFolding()
    private var place = ListPlace()
    /// What the waterfall shows; nil: all of it, growing with the flow.
    private var window: TimeWindow?
    private var planning: PlanRequest?
    private let memory = FlowMemory()

    package init(_ correlationID: String) { self.correlationID = correlationID }

    package var title: String { "Flow" }

    package var keymap: Keymap {
        Keymap([
            Binding(.enter, .open, "detail", footer: true),
            Binding("e", .nextError, "next error", footer: true),
            Binding("E", .previousError, "previous error"),
            Binding("R", .redrive, "redrive", footer: true),
            Binding("z", .zoomIn, "zoom", footer: true),
            Binding("Z", .zoomOut, "zoom out"),
            Binding("-", .fold, "fold", footer: true),
            Binding([.character("+"), .character("=")], .unfold, "unfold"),
            Binding("[", .foldAll, "fold all"),
            Binding("]", .unfoldAll, "unfold all"),
            Binding([.left, .character("h")], .left, "earlier"),
            Binding([.right, .character("l")], .right, "later"),
            Binding("0", .zoomReset, "whole flow"),
            Binding(
                "L",
                .go(.logs(query: QueryText.equal("correlation_id", correlationID))),
                "its log lines",
                footer: true
            ),
            Binding("y", .copy, "copy id", footer: true),
        ]) + .moving
    }

    package var interest: Interest {
        var interest = Interest()
        interest.trace = correlationID
        return interest
    }

    private func outline(_ snapshot: Snapshot) -> FlowOutline? {
        guard let tree = snapshot.trace, tree.summary.correlationID == correlationID else { return nil }
        return memory.outline(tree, folding)
    }

    /// How far a running node's bar reaches. Files that nobody writes to any more end with their last record.
    private func now(_ snapshot: Snapshot, _ outline: FlowOutline) -> Timestamp {
        snapshot.live ? snapshot.now : outline.tree.summary.ended
    }

    private func view(_ outline: FlowOutline, _ layout: FlowLayout) -> ListPlace.View {
        place.view(count: outline.visible.count, height: layout.rows.height) { id in
            outline.visible.firstIndex { outline.tree.nodes[$0].id == id }
        }
    }

    package mutating func settle(_ snapshot: Snapshot) {
        if let found = snapshot.trace?.summary.correlationID, found.hasPrefix(correlationID) { correlationID = found }
        guard let outline = outline(snapshot) else { return }
        place.settle(in: view(outline, FlowLayout(snapshot.body))) { outline.tree.nodes[outline.visible[$0]].id }
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        guard let outline = outline(snapshot), !outline.visible.isEmpty else { return .ignored }
        let layout = FlowLayout(snapshot.body)
        let view = view(outline, layout)
        let extent = outline.extent(now: now(snapshot, outline))
        let nodes = outline.tree.nodes
        let index = outline.visible[view.selected]
        let node = nodes[index]
        if let target = ListPlace.target(action, in: view) {
            place.select(target, id: { nodes[outline.visible[$0]].id }, in: view)
            return .handled()
        }
        switch action {
        case .open:
            return .push(NodeScreen(flow: correlationID, node: node.id))
        case .nextError, .previousError:
            guard let next = outline.failure(from: index, step: action == .nextError ? 1 : -1) else {
                return .handled([.notice(Notice(.information, "nothing has failed in this flow"))])
            }
            jump(to: next, in: outline, within: extent, from: view)
        case .fold:
            if node.children.isEmpty || folding.isFolded(node), let parent = node.parent {
                folding.fold(nodes[parent])
                jump(to: parent, in: outline, within: extent, from: view)
            } else {
                folding.fold(node)
            }
        case .unfold: folding.unfold(node)
        case .foldAll:
            folding.foldAll()
            var root = index
            while let parent = nodes[root].parent, parent < root { root = parent }
            jump(to: root, in: outline, within: extent, from: view)
        case .unfoldAll: folding.unfoldAll()
        case .zoomIn, .zoomOut:
            let shown = window ?? extent
            let next = shown.zoomed(inward: action == .zoomIn, around: node.start, within: extent)
            window = next == extent ? nil : next
        case .left, .right:
            window = window?.panned(action == .left ? -1 : 1, within: extent)
        case .zoomReset: window = nil
        case .copy: return .handled([.copy(correlationID)])
        case .redrive: return plan(outline, node, snapshot)
        default: return .ignored
        }
        return .handled()
    }

    /// Selects a node, unfolds the way to it, and moves the window so that it shows.
    private mutating func jump(
        to index: Int,
        in outline: FlowOutline,
        within extent: TimeWindow,
        from view: ListPlace.View
    ) {
        folding.reveal(index, in: outline.tree)
        let nodes = outline.tree.nodes
        var view = view
        let visible = folding.visibleNodes(of: outline.tree)
        view.count = visible.count
        if let row = visible.firstIndex(of: index) {
            place.select(row, id: { nodes[visible[$0]].id }, in: view)
        }
        window = window?.revealing(nodes[index].start, within: extent)
    }

    // MARK: From the flow to its redrive

    /// Plans a redrive of the selected dead letter, or of the flow's last one.
    private mutating func plan(_ outline: FlowOutline, _ node: TraceNode, _ snapshot: Snapshot) -> Reaction {
        let dead =
            node.kind == .deadletter
            ? node : outline.tree.nodes.last { $0.kind == .deadletter && $0.status == .dead }
        guard let dead, let message = dead.messageID else {
            return .handled([.notice(Notice(.information, "this flow has no dead letter to redrive"))])
        }
        guard snapshot.deadLetters.available else {
            return .handled([.notice(Notice(.warning, "no broker here: files can be watched, not redriven"))])
        }
        let request = PlanRequest(queue: dead.service, selection: .ids([message]))
        planning = request
        return .handled([.plan(request)])
    }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        switch answer {
        case .planned(let request, let plan) where request == planning:
            planning = nil
            guard !plan.ids.isEmpty else {
                let text = "its dead letter is not in \(plan.queue) any more, or another task has it"
                return .handled([.notice(Notice(.warning, text))])
            }
            return .push(PlanDialog(plan, what: "the dead letter of this flow", purpose: .redrive))
        case .refused(let request, let why) where request == planning:
            planning = nil
            return .handled([.notice(Notice(.error, why))])
        default:
            return .ignored
        }
    }

    // MARK: Painting

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        guard let outline = outline(snapshot) else { return paintWaiting(snapshot, in: area, on: &canvas) }
        let layout = FlowLayout(area)
        let now = now(snapshot, outline)
        let window = window ?? outline.extent(now: now)
        let painter = FlowPainter(
            outline: outline,
            folding: folding,
            layout: layout,
            window: window,
            zoomed: self.window != nil,
            now: now
        )
        painter.paintHeading(on: &canvas)
        painter.paintRuler(on: &canvas)
        guard !outline.visible.isEmpty else { return }
        let view = view(outline, layout)
        for (y, row) in view.shown.enumerated() {
            painter.paintRow(outline.visible[row], y: y, selected: row == view.selected, on: &canvas)
        }
        painter.paintCritical(on: &canvas)
        let node = outline.tree.nodes[outline.visible[view.selected]]
        if layout.detail.height > 0 {
            NodeDetail(node, in: outline, theme: canvas.theme).paint(snapshot.records, in: layout.detail, on: &canvas)
        }
    }

    private func paintWaiting(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        canvas.write([("Flow ", theme.heading), (correlationID, theme.id)], x: 1, in: area)
        let lines =
            snapshot.missingTrace == correlationID
            ? [
                "No record has this correlation id, or its records have been dropped since.",
                "T looks another one up; Esc goes back.",
            ] : ["Putting the flow together\(theme.ellipsis)"]
        for (row, line) in lines.enumerated() {
            canvas.write(line, x: 2, y: 2 + row, in: area, row == 0 ? theme.text : theme.dim)
        }
    }
}

extension TraceNode {
    /// The id of the message in its dead-letter queue; nil for other hops. A dead letter's node is `dead:MESSAGEID`.
    package var messageID: String? {
        guard kind == .deadletter, id.hasPrefix("dead:") else { return nil }
        return String(id.dropFirst("dead:".count))
    }
}
