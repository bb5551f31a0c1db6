import EventModel
import Pipeline

/// The producer: writes a customer into the table, whose changes are read from there.
struct CustomerWriter: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let customer = record.detail
        guard let id = customer["customer_id"]?.string else {
            throw failure("InvalidPayload", "detail.customer_id is missing")
        }
        try await record.context.transact { $0["customers", id] = customer }
        record.log(.info, "customer written", ["customer_id": .string(id)])
        return [:]
    }
}
