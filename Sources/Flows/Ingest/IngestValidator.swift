import EventModel
import Pipeline

/// Looks at a customer's file and says that it may be processed: `Object Created` → `CustomerFileAccepted`.
struct IngestValidator: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let object = try UploadedObject(record.detail)
        let bytes = try await frame { try await record.context.object(object.key, in: object.bucket) }
        let batch = try IngestBatch(bytes, key: object.key)
        try await service.call(2...12, record, "validate")
        guard var data = object.json.object else { return [:] }
        data["rows"] = .int(batch.rows.count)
        try await record.publish("CustomerFileAccepted", from: "ingest-validator", subject: object.key, .object(data))
        record.log(.info, "file accepted", ["key": .string(object.key), "rows": .int(batch.rows.count)])
        return [:]
    }
}
