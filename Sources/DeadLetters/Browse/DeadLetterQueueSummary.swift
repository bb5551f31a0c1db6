package import EventModel

/// A dead-letter queue with its groups, most messages first.
package struct DeadLetterQueueSummary: Hashable, Sendable {
    package var queue: DeadLetterQueue
    package var groups: [DeadLetterGroup]
    package init(queue: DeadLetterQueue, groups: [DeadLetterGroup]) {
        self.queue = queue
        self.groups = groups
    }
}
