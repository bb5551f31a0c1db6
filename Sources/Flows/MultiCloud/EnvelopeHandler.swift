import EventModel
import Pipeline

/// The consumer: what it does with an order does not depend on the envelope.
struct EnvelopeHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let envelope = try Envelope(record.event)
        guard let id = envelope.data["order_id"]?.string else {
            throw failure("InvalidPayload", "the \(envelope.cloud.rawValue) envelope has no order_id")
        }
        try await frame { try await service.meet(envelope.data["token"]?.string ?? "", at: "partner", record) }
        try await record.context.transact {
            $0["partner-orders", id] = ["cloud": .string(envelope.cloud.rawValue), "order": envelope.data]
        }
        record.log(.info, "order taken", ["order_id": .string(id), "cloud": .string(envelope.cloud.rawValue)])
        return ["cloud": .string(envelope.cloud.rawValue)]
    }
}
