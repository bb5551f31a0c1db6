import EventModel
import Pipeline

/// Adds a file's rows to the warehouse, once a file.
struct IngestProcessor: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let object = try UploadedObject(record.detail)
        let bytes = try await frame { try await record.context.object(object.key, in: object.bucket) }
        let batch = try IngestBatch(bytes, key: object.key)
        try await frame { try await service.meet(batch.token, at: "warehouse", record) }
        let key = object.key
        let isNew = try await record.context.transact { tables in
            if tables["ingested-files", key] != nil { return false }
            tables["ingested-files", key] = ["customer": .string(batch.customer), "rows": .int(batch.rows.count)]
            for row in batch.rows {
                let held = tables["warehouse", batch.customer, row.sku]?["quantity"]?.integer ?? 0
                tables["warehouse", batch.customer, row.sku] = ["quantity": .int(held + row.quantity)]
            }
            return true
        }
        record.log(
            .info,
            isNew ? "rows in the warehouse" : "file was processed before",
            ["key": .string(key), "rows": .int(batch.rows.count)]
        )
        return ["rows": .int(batch.rows.count)]
    }
}
