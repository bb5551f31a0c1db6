package import EventModel
import Synchronization

/// Finds the patterns of a bus that match an event. Keeps its room between events, so that one costs next to no allocation; one
/// event at a time, others wait.
package final class RuleMatcher: Sendable {
    private let index: RuleIndex
    private let work: Mutex<RuleSearch>

    package init(_ patterns: [EventPattern]) {
        index = RuleIndex(patterns)
        work = Mutex(RuleSearch(index))
    }

    /// The numbers of the patterns that match, ascending.
    package func matches(_ event: JSON) -> [Int] {
        work.withLock { $0.matches(event, index) }
    }
}
