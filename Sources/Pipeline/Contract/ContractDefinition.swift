package import EventModel

/// What events of one type must look like: a version of a JSON Schema (draft 7) for their data.
package struct ContractDefinition: Hashable, Sendable {
    /// What becomes of an event that breaks it.
    package enum Mode: Hashable, Sendable {
        /// It is not published; who publishes it gets the error.
        case reject
        /// It is published and marked: its telemetry line warns, and consumers see `contractviolation` beside `detail`.
        case mark
        /// It is accepted, and put into that dead-letter queue instead of being delivered.
        case deadletter(String)
    }

    /// The type (detail-type) of the events.
    package var eventType: String
    /// Where they come from; nil: anywhere.
    package var source: String?
    /// `1`, `2.1`: unique within the type and source.
    package var version: String
    package var schema: JSON
    package var mode: Mode

    package init(eventType: String, source: String? = nil, version: String = "1", schema: JSON, mode: Mode = .reject) {
        self.eventType = eventType
        self.source = source
        self.version = version
        self.schema = schema
        self.mode = mode
    }

    /// `OrderCreated v1`.
    package var name: String { "\(eventType) v\(version)" }
}
