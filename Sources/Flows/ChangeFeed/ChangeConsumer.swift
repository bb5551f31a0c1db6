import EventModel
import Pipeline

/// Keeps the newest state of a customer in a table of its own.
struct ChangeConsumer: Sendable {
    let service: Service
    let table: String

    func handle(_ record: EventRecord) async throws -> JSON {
        let customer = record.event["customer"] ?? .null
        guard let id = customer["customer_id"]?.string else {
            throw failure("InvalidPayload", "customer.customer_id is missing")
        }
        try await service.call(1...10, record, "consume")
        let table = table
        try await record.context.transact { $0[table, id] = customer }
        record.log(.info, "change taken", ["customer_id": .string(id)])
        return [:]
    }
}
