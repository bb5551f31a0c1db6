import EventModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What an event says, whichever cloud wrapped it.
struct CloudEnvelope: Hashable, Sendable {
    enum Shape: String, Hashable, Sendable {
        /// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
        case eventBridge = "eventbridge"
        /// https://learn.microsoft.com/azure/event-grid/event-schema
        case eventGrid = "event-grid"
        /// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md, which Event Grid can deliver too.
        case cloudEvents = "cloudevents"
        /// https://cloud.google.com/pubsub/docs/push#receive_push
        case pubSub = "pub-sub"
    }
    var shape: Shape
    var id: String
    var type: String
    var data: JSON

    /// Reads one of the shapes. A list of one event, as Event Grid delivers them, stands for the event.
    ///
    /// - Throws: ``ErrorInfo`` `UnknownEnvelope`, or `InvalidEnvelope` with the member at fault.
    init(_ json: JSON) throws {
        var json = json
        if let list = json.array {
            // A message is one scan; of several, all but the first would be lost.
            guard list.count == 1 else {
                throw failure("InvalidEnvelope", "a delivery of \(list.count) events, not of one")
            }
            json = list[0]
        }
        func text(_ path: String) throws -> String {
            guard let text = json[path: path]?.string else {
                throw failure("InvalidEnvelope", "\(path) is missing or no string")
            }
            return text
        }
        if json["detail-type"] != nil {
            (shape, id, type, data) = (.eventBridge, try text("id"), try text("detail-type"), json["detail"] ?? [:])
        } else if json["specversion"] != nil {
            (shape, id, type) = (.cloudEvents, try text("id"), try text("type"))
            data = try json["data_base64"].map { try Self.decoded($0, "data_base64") } ?? json["data"] ?? [:]
        } else if json["eventType"] != nil {
            (shape, id, type, data) = (.eventGrid, try text("id"), try text("eventType"), json["data"] ?? [:])
        } else if let message = json["message"] {
            (shape, id) = (.pubSub, try text("message.messageId"))
            type = message[path: "attributes.type"]?.string ?? "Message"
            data = try message["data"].map { try Self.decoded($0, "message.data") } ?? [:]
        } else {
            throw failure(
                "UnknownEnvelope",
                "neither EventBridge, Event Grid, CloudEvents nor Pub/Sub: no detail-type, eventType, specversion or message"
            )
        }
    }

    /// JSON text in base64.
    private static func decoded(_ value: JSON, _ path: String) throws -> JSON {
        guard let bytes = value.string.flatMap({ Data(base64Encoded: $0) }) else {
            throw failure("InvalidEnvelope", "\(path) is no base64")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw failure("InvalidEnvelope", "\(path) is not UTF-8")
        }
        do {
            return try JSON(parsing: text)
        } catch {
            throw failure("InvalidEnvelope", "\(path) is \(error)")
        }
    }
}
