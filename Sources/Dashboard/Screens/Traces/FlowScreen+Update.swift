import EventModel
import Telemetry
import TerminalUI

extension FlowScreen {
    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        guard let outline = outline(snapshot), !outline.visible.isEmpty else {
            // A flow that is still being put together is gone back in once it is there.
            let isPending = snapshot.trace == nil && snapshot.missingTrace == nil
            let goesBack = action == .stepBack || action == .firstStep || action == .lastStep
            return isPending && goesBack ? travel(action, snapshot) : .ignored
        }
        let view = view(outline, layout(snapshot, outline))
        let extent = extent(snapshot, outline)
        let index = outline.visible[view.selected]
        if let target = ListPlace.target(action, in: view) {
            place.select(target, id: { outline.id(ofRow: $0) }, in: view)
            return .handled()
        }
        switch action {
        case .open:
            return .push(NodeScreen(flow: correlationID, hop: outline.tree.hops[index].key, at: travel?.anchor))
        case .stepBack, .stepForward, .firstStep, .lastStep: return travel(action, snapshot)
        case .nextPane where travel != nil: showsHop.toggle()
        case .back where travel != nil: travel = nil
        case .nextError, .previousError:
            guard let next = outline.failure(from: index, step: action == .nextError ? 1 : -1) else {
                return .handled([.notice(Notice(.information, "nothing has failed in this flow"))])
            }
            jump(to: next, in: outline, within: extent, from: view)
        case .fold, .unfold, .foldAll, .unfoldAll, .foldUnimportant, .cycleLeast:
            refold(action, index, outline, within: extent, from: view)
        case .zoomIn, .zoomOut:
            let shown = window ?? extent
            let anchor = outline.tree.hops[index].start
            let next = shown.revealing(anchor, within: extent)
                .zoomed(inward: action == .zoomIn, around: anchor, within: extent)
            window = next == extent ? nil : next
        case .left, .right:
            guard let window else {
                return .handled([.notice(Notice(.information, "all of the flow shows; z zooms in"))])
            }
            self.window = window.panned(action == .left ? -1 : 1, within: extent)
        case .zoomReset: window = nil
        case .editSearch: return .push(SearchBar(search))
        case .applySearch(let text):
            search = text
            seeking = false
            return text.isEmpty ? .handled() : hop(to: 1, snapshot, outline, index, within: extent, from: view)
        case .nextMatch, .previousMatch:
            if search.isEmpty { return .push(SearchBar("")) }
            let step = action == .nextMatch ? 1 : -1
            return hop(to: step, snapshot, outline, index, within: extent, from: view)
        case .back where !search.isEmpty: search = ""
        case .compare: return .push(FlowPicker(beside: outline.tree.summary))
        case .compareWith(let other):
            return .push(CompareScreen(correlationID, other))
        case .copy: return .handled([.copy(correlationID)])
        case .redrive: return plan(outline, index, snapshot)
        default: return .ignored
        }
        return .handled()
    }

    private mutating func refold(
        _ action: Action,
        _ index: Int,
        _ outline: FlowOutline,
        within extent: TimeWindow,
        from view: ListPlace.View
    ) {
        let tree = outline.tree
        var target = index
        switch action {
        case .fold:
            if tree.hops[index].isLeaf || folding.isFolded(tree.hops[index]), let parent = tree.parent(of: index) {
                folding.fold(tree.hops[parent])
                target = parent
            } else {
                folding.fold(tree.hops[index])
            }
        case .unfold: folding.unfold(tree.hops[index])
        case .unfoldAll: folding.unfoldAll()
        case .foldAll:
            folding.foldAll()
            while let parent = tree.parent(of: target) { target = parent }
        case .foldUnimportant:
            folding.foldAll(
                but: tree.hops.indices.filter { tree.hops[$0].critical || tree.hops[$0].hasFailed },
                in: tree
            )
        default: folding.cycleLeast()
        }
        // What was selected may be hidden now: whatever hides it is selected instead.
        let refolded = remembered.outline(tree, folding)
        while refolded.row(of: target) == nil, let parent = tree.parent(of: target) { target = parent }
        if target != index { jump(to: target, in: outline, within: extent, from: view) }
    }

    /// Selects a hop, unfolds the way to it, and moves the window so that it shows.
    private mutating func jump(
        to index: Int,
        in outline: FlowOutline,
        within extent: TimeWindow,
        from view: ListPlace.View
    ) {
        let tree = outline.tree
        folding.reveal(index, in: tree, outline.brevity)
        let unfolded = remembered.outline(tree, folding)
        var view = view
        view.count = unfolded.visible.count
        if let row = unfolded.row(of: index) { place.select(row, id: { unfolded.id(ofRow: $0) }, in: view) }
        window = window?.revealing(tree.hops[index].start, within: extent)
    }

    /// Goes to the first hop that a search has found once it has, from the selection on.
    mutating func seek(_ snapshot: Snapshot) {
        guard seeking, let outline = outline(snapshot), !outline.visible.isEmpty, let found = found(snapshot, outline)
        else { return }
        seeking = false
        let view = view(outline, layout(snapshot, outline))
        guard let next = found.neighbour(of: outline.visible[view.selected] - 1, step: 1) else { return }
        jump(to: next, in: outline, within: extent(snapshot, outline), from: view)
    }

    /// To the next hop that the search has found, or the one before.
    private mutating func hop(
        to step: Int,
        _ snapshot: Snapshot,
        _ outline: FlowOutline,
        _ index: Int,
        within extent: TimeWindow,
        from view: ListPlace.View
    ) -> Reaction {
        guard let found = found(snapshot, outline) else {
            seeking = true
            return .handled()
        }
        guard let next = found.neighbour(of: index, step: step) else {
            return .handled([.notice(Notice(.information, "no record of this flow has \"\(search)\""))])
        }
        jump(to: next, in: outline, within: extent, from: view)
        return .handled()
    }
}
