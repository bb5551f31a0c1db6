import EventModel
import Pipeline

/// Writes each new order into the table `backup-orders`. What it writes follows from the event alone, so that a replay of the archive
/// writes the same.
///
/// Of a replay it also keeps, in `backup-recovery`, how many rows it has rebuilt and up to which event: the recovery point.
struct OrderKeeper: Sendable {
    let service: Service
    static let table = "backup-orders"
    static let recovery = "backup-recovery"

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = try Order(record.detail)
        try await frame {
            try await service.meet(record.detail["database"]?.string ?? "", at: "orders-db", record)
        }
        var item = record.detail.object ?? JSON.Object()
        item["database"] = nil
        item["event_id"] = .string(record.id)
        item["ordered_at"] = record.event["time"] ?? .null
        let row = JSON.object(item)
        let replay = record.event["replay-name"]?.string
        let point = (time: record.event["time"]?.string ?? "", id: record.id)
        let outcome = try await record.context.transact { tables -> String in
            if let kept = tables[Self.table, order.id] {
                // An id that two orders claim is for a person to look at; the same event once more is not.
                guard kept["event_id"] == .string(point.id) else {
                    throw failure(
                        "OrderConflict",
                        "order \(order.id) is kept already, of event \(kept["event_id"] ?? .null)"
                    )
                }
                return "kept before"
            }
            tables[Self.table, order.id] = row
            guard let replay else { return "kept" }
            var recovery = tables[Self.recovery, replay]?.object ?? JSON.Object([.init("replay", .string(replay))])
            recovery["rows_rebuilt"] = .int((recovery["rows_rebuilt"]?.integer ?? 0) + 1)
            // Rows are rebuilt side by side, so the last to be written need not be the last that was archived.
            if (recovery["recovery_point"]?.string ?? "") <= point.time {
                recovery["recovery_point"] = .string(point.time)
                recovery["event_id"] = .string(point.id)
            }
            tables[Self.recovery, replay] = .object(recovery)
            return "rebuilt from the archive"
        }
        record.log(
            .info,
            "order \(outcome)",
            ["order_id": .string(order.id), "total": .double(Double(order.total) / 100)]
        )
        return ["order_id": .string(order.id), "outcome": .string(outcome)]
    }
}
