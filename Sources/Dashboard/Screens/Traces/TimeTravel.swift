import EventModel
import Telemetry

/// Where in its past a flow is looked at. Held by what happened there, so that records that still come do not move it.
struct TimeTravel: Hashable, Sendable {
    private enum Place: Hashable {
        /// Its history is still being put together: so many steps from the first, or back from the last.
        case fromStart(Int), fromEnd(Int)
        case at(FlowAnchor)
    }
    private var place: Place

    private init(_ place: Place) { self.place = place }

    /// Begins at the first step, or at the last.
    static let first = TimeTravel(.fromStart(0))
    static let last = TimeTravel(.fromEnd(0))

    var anchor: FlowAnchor? { if case .at(let anchor) = place { anchor } else { nil } }

    /// Goes to where it was to go, once the history is there.
    mutating func settle(_ history: FlowHistory) {
        switch place {
        case .fromStart(let steps): go(to: 1 + steps, history)
        case .fromEnd(let steps): go(to: history.count - steps, history)
        case .at: break
        }
    }

    /// Goes to a step; to the first or the last one where there is none of that number.
    mutating func go(to step: Int, _ history: FlowHistory) {
        place = .at(history.anchor(of: min(max(1, step), history.count)))
    }

    /// A step to be taken before the history is there.
    mutating func move(by steps: Int) {
        switch place {
        case .fromStart(let n): place = .fromStart(max(0, n + steps))
        case .fromEnd(let n): place = .fromEnd(max(0, n - steps))
        case .at: break
        }
    }
}
