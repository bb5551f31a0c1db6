package import EventModel

/// Which messages of a queue are meant. Frozen to ids when a plan is made.
package enum DeadLetterSelection: Sendable {
    case all
    case ids([String])
    case group(String)
    /// Those for which the predicate is true; a query compiled elsewhere.
    case matching(String, @Sendable (DeadLetter) -> Bool)
    /// What retention deletes up to an instant; the soonest come first.
    case expiring(before: Timestamp)
}

/// What a redrive will do, before it does anything.
package struct RedrivePlan: Hashable, Sendable, Identifiable {
    /// The task's id.
    package var id: String
    package var queue: String
    /// The frozen selection, in the order in which it goes. Those that are quarantined are not in it.
    package var ids: [String]
    package var options: RedriveOptions
    /// Where they go, and how many to each.
    package var destinations: [DeadLetter.Destination: Int]
    /// What they died of, most messages first, at most ``mostGroups``.
    package var groups: [Group]
    package var bytes: Int
    /// Of the largest body.
    package var largest: Int
    /// When the first of them is deleted by retention.
    package var expires: Timestamp?
    /// Left out because they were redriven as often as ``RedriveOptions/cap`` allows.
    package var quarantined: Int
    /// Messages that are not sent as they are.
    package var edited: Int
    /// Messages, of those that were looked into, that would break their contract where they go.
    package var objected: Int
    /// When the selection was frozen.
    package var frozen: Timestamp
    /// What the operator should know first, in plain words.
    package var warnings: [String]
    /// How often messages of the selection were redriven before; those that never were are missing.
    package var generations: [String: Int]

    package static let mostGroups = 20

    package struct Group: Hashable, Sendable {
        package var fingerprint: String
        package var error: String
        package var count: Int
        package init(fingerprint: String, error: String, count: Int) {
            self.fingerprint = fingerprint
            self.error = error
            self.count = count
        }
    }

    package init(id: String, queue: String, options: RedriveOptions, frozen: Timestamp) {
        self.id = id
        self.queue = queue
        self.options = options
        self.frozen = frozen
        ids = []
        destinations = [:]
        groups = []
        bytes = 0
        largest = 0
        quarantined = 0
        edited = 0
        objected = 0
        warnings = []
        generations = [:]
    }
}
