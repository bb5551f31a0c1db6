import EventModel
import Telemetry
import TerminalUI

/// Stepping through a flow's past.
extension FlowScreen {
    /// The history that is travelled through, once it is there.
    func history(_ snapshot: Snapshot) -> FlowHistory? {
        guard let history = snapshot.history, history.tree.summary.correlationID == correlationID else { return nil }
        return history
    }

    /// The flow at the step that is looked at; nil while it is looked at as it is now.
    func moment(_ snapshot: Snapshot) -> FlowMoment? {
        guard let anchor = travel?.anchor, let history = history(snapshot) else { return nil }
        return history.moment(step: history.step(of: anchor), limit: MomentPane.most)
    }

    /// What the waterfall can show: of the past, too, the time of the whole flow, so that nothing moves from step to step.
    func extent(_ snapshot: Snapshot, _ outline: FlowOutline) -> TimeWindow {
        guard travel?.anchor != nil, let history = history(snapshot) else {
            return outline.extent(now: now(snapshot, outline))
        }
        return whole.outline(history.tree, FlowFolding()).extent(now: history.tree.summary.ended)
    }

    /// Goes to where the operator wanted once the history is there.
    mutating func settleTravel(_ snapshot: Snapshot) {
        guard let travel, travel.anchor == nil, let history = history(snapshot) else { return }
        self.travel?.settle(history)
        follow(snapshot)
    }

    mutating func travel(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        guard var travel else {
            switch action {
            case .stepForward:
                return .handled([.notice(Notice(.information, "this is now; [ goes back, { to the first step"))])
            case .firstStep: self.travel = .first
            default: self.travel = .last
            }
            settleTravel(snapshot)
            return .handled()
        }
        guard let anchor = travel.anchor, let history = history(snapshot) else {
            if action == .firstStep { travel = .first } else if action == .lastStep { travel = .last }
            if action == .stepBack { travel.move(by: -1) } else if action == .stepForward { travel.move(by: 1) }
            self.travel = travel
            return .handled()
        }
        let step = history.step(of: anchor)
        let next =
            switch action {
            case .stepBack: step - 1
            case .stepForward: step + 1
            case .firstStep: 1
            default: history.count
            }
        guard (1...history.count).contains(next) else {
            let words = next < 1 ? "this is the first step" : "this is the last step; Esc goes back to now"
            return .handled([.notice(Notice(.information, words))])
        }
        travel.go(to: next, history)
        self.travel = travel
        follow(snapshot)
        return .handled()
    }

    /// Selects the hop of which the step is, or what hides it, and moves the window so that the instant shows.
    private mutating func follow(_ snapshot: Snapshot) {
        guard let moment = moment(snapshot), let event = moment.event else { return }
        let outline = self.past.outline(moment.tree, folding)
        let layout = layout(snapshot, outline)
        guard var index = past.index(of: event.hop, in: outline) else { return }
        while outline.row(of: index) == nil, let parent = moment.tree.parent(of: index) { index = parent }
        if let row = outline.row(of: index) {
            place.select(row, id: { outline.id(ofRow: $0) }, in: view(outline, layout))
        }
        window = window?.revealing(moment.at, within: extent(snapshot, outline))
    }
}
