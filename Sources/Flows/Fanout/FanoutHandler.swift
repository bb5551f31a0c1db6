import EventModel
import Pipeline

/// One branch of the fan-out: does its part of an order once, and keeps what it did in a table of its own.
struct FanoutHandler: Sendable {
    let service: Service
    let table: String
    /// The member with the token for the neighbour that this branch calls; nil: it calls none.
    let token: String?

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = record.detail
        guard let id = order["order_id"]?.string else {
            throw failure("InvalidPayload", "detail.order_id is missing")
        }
        if let token {
            try await frame { try await service.meet(order[token]?.string ?? "", at: service.name, record) }
        } else {
            try await service.call(1...8, record, "branch")
        }
        let table = table
        let isNew = try await record.context.transact { tables in
            defer { tables[table, id] = ["total": order["total"] ?? .null, "sku": order["sku"] ?? .null] }
            return tables[table, id] == nil
        }
        record.log(.info, isNew ? "done" : "was done before", ["order_id": .string(id), "table": .string(table)])
        return ["order_id": .string(id)]
    }
}
