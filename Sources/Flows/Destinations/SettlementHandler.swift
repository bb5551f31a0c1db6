import EventModel
import Pipeline

/// Settles an amount with the bank and answers its reference, which goes to the function's destination.
struct SettlementHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let settlement = record.detail
        guard let id = settlement["settlement_id"]?.string else {
            throw failure("InvalidPayload", "detail.settlement_id is missing")
        }
        try await frame { try await service.meet(settlement["token"]?.string ?? "", at: "bank", record) }
        record.log(.info, "settled", ["settlement_id": .string(id)])
        return [
            "settlement_id": .string(id), "reference": .string("ref-\(id.dropFirst(4))"),
            "amount": settlement["amount"] ?? .null, "currency": settlement["currency"] ?? .null,
        ]
    }
}
