import EventModel
import Pipeline

/// Books what a settlement answered, as its destination record says it
/// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html).
struct BookingHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        guard let answer = record.detail["responsePayload"], let id = answer["settlement_id"]?.string else {
            throw failure("InvalidPayload", "detail.responsePayload.settlement_id is missing")
        }
        try await service.call(2...12, record, "book")
        try await record.context.transact { $0["ledger", id] = answer }
        record.log(.info, "settlement booked", ["settlement_id": .string(id)])
        return [:]
    }
}
