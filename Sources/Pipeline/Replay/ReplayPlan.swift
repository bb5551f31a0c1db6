package import EventModel

/// What a replay would do.
package struct ReplayPlan: Hashable, Sendable {
    package struct Rule: Hashable, Sendable {
        package var name: String
        package var isEnabled: Bool
        /// Events that it would get.
        package var events: Int
    }

    package var archive: String
    package var bus: String
    /// Events of the span that were looked at.
    package var looked = 0
    /// Events that would be replayed.
    package var selected = 0
    /// Those of them that no rule would get.
    package var unmatched = 0
    /// The times of the first and the last of them.
    package var first: Timestamp?
    package var last: Timestamp?
    package var eventTypes: [String: Int] = [:]
    package var rules: [Rule] = []

    package var json: JSON {
        [
            "archive": .string(archive), "bus": .string(bus), "looked_at": .int(looked), "selected": .int(selected),
            "unmatched": .int(unmatched), "first": first.map { .string($0.rfc3339(digits: 6)) } ?? .null,
            "last": last.map { .string($0.rfc3339(digits: 6)) } ?? .null,
            "by_event_type": .array(
                eventTypes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                    ["event_type": .string($0.key), "events": .int($0.value)]
                }
            ),
            "by_rule": .array(
                rules.map {
                    ["rule": .string($0.name), "enabled": .bool($0.isEnabled), "events": .int($0.events)]
                }
            ),
        ]
    }
}
