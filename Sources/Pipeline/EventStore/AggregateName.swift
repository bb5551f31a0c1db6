package import EventModel

/// An aggregate: what events are about, and what a version counts the changes of. Its type and its id together name it, `order/o-1`.
package struct AggregateName: Hashable, Sendable, CustomStringConvertible {
    /// Bytes of a type and of an id.
    package static let limit = 256

    package var type: String
    package var id: String

    package init(_ type: String, _ id: String) {
        self.type = type
        self.id = id
    }

    /// `TYPE/ID`; nil for a text without a slash, or with nothing on one side of it. An id may have slashes.
    package init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        self.init(String(text[..<slash]), String(text[slash...].dropFirst()))
        if type.isEmpty || id.isEmpty { return nil }
    }

    package var description: String { "\(type)/\(id)" }

    var isWellFormed: Bool {
        (1...Self.limit).contains(type.utf8.count) && (1...Self.limit).contains(id.utf8.count) && !type.contains("/")
    }
}

/// An event of an aggregate that is to be appended.
package struct NewAggregateEvent: Hashable, Sendable {
    package var type: String
    package var data: JSON

    package init(_ type: String, _ data: JSON) {
        self.type = type
        self.data = data
    }
}

/// One event of an aggregate's stream.
package struct AggregateEvent: Hashable, Sendable {
    package var aggregate: AggregateName
    /// Counts from 1, without a gap.
    package var version: Int
    package var id: String
    package var type: String
    package var time: Timestamp
    package var data: JSON
    package var correlationID: String
    package var causationID: String?

    package var json: JSON {
        [
            "version": .int(version), "event_id": .string(id), "event_type": .string(type),
            "timestamp": .string(time.rfc3339(digits: 6)), "payload": data, "correlation_id": .string(correlationID),
            "causation_id": causationID.map { .string($0) } ?? .null,
        ]
    }
}

/// What an aggregate is after the events up to a version; version 0: before the first.
package struct AggregateState: Hashable, Sendable {
    package var aggregate: AggregateName
    package var version: Int
    /// When the last of the events was; nil before the first.
    package var time: Timestamp?
    /// The id of the last of the events.
    var eventID: String?
    package var state: JSON

    package init(_ aggregate: AggregateName) {
        self.aggregate = aggregate
        version = 0
        state = .null
    }
}
