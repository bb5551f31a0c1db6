import EventModel
import Pipeline

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One event, whichever cloud's envelope it came in.
struct Envelope: Sendable {
    enum Cloud: String, CaseIterable, Sendable { case eventbridge, eventgrid, pubsub }

    var cloud: Cloud
    var id: String
    var type: String
    var data: JSON

    /// Reads an EventBridge event (https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html), an Event Grid event
    /// or a list of one (https://learn.microsoft.com/azure/event-grid/event-schema), or a Pub/Sub push
    /// (https://cloud.google.com/pubsub/docs/push#receive_push), whose data is base64.
    ///
    /// - Throws: ``ErrorInfo`` `UnknownEnvelope` or `InvalidPayload` that names the member at fault.
    init(_ json: JSON) throws {
        var json = json
        if let list = json.array {
            // A message is one order; of several, all but the first would be lost.
            guard list.count == 1 else {
                throw failure("InvalidPayload", "a delivery of \(list.count) events, not of one")
            }
            json = list[0]
        }
        if let type = json["detail-type"]?.string {
            self.init(cloud: .eventbridge, id: json["id"]?.string ?? "", type: type, data: json["detail"] ?? .null)
        } else if let type = json["eventType"]?.string {
            self.init(cloud: .eventgrid, id: json["id"]?.string ?? "", type: type, data: json["data"] ?? .null)
        } else if let message = json["message"] {
            guard let bytes = (message["data"]?.string).flatMap({ Data(base64Encoded: $0) }) else {
                throw failure("InvalidPayload", "message.data is no base64")
            }
            guard let data = try? JSON(parsing: Array(bytes)) else {
                throw failure("InvalidPayload", "message.data holds no JSON")
            }
            let type = message["attributes"]?["type"]?.string ?? ""
            self.init(cloud: .pubsub, id: message["messageId"]?.string ?? "", type: type, data: data)
        } else {
            throw failure("UnknownEnvelope", "it has none of detail-type, eventType and message")
        }
    }

    private init(cloud: Cloud, id: String, type: String, data: JSON) {
        self.cloud = cloud
        self.id = id
        self.type = type
        self.data = data
    }
}

extension Envelope.Cloud {
    /// The envelope as this cloud would send it.
    func wrap(_ order: JSON, id: String) -> JSON {
        switch self {
        case .eventbridge:
            ["version": "0", "id": .string(id), "detail-type": "OrderPosted", "source": "partner", "detail": order]
        case .eventgrid:
            [
                "id": .string(id), "eventType": "OrderPosted", "subject": .string("orders/\(id)"), "dataVersion": "1",
                "data": order,
            ]
        case .pubsub:
            [
                "message": [
                    "messageId": .string(id), "attributes": ["type": "OrderPosted"],
                    "data": .string(base64(Array(order.description.utf8))),
                ],
                "subscription": "projects/partner/subscriptions/orders",
            ]
        }
    }
}
