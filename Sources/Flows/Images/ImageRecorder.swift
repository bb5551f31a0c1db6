import EventModel
import Pipeline

/// Keeps what is known of an image in a table, by the key of the original.
struct ImageRecorder: Sendable {
    let service: Service
    var table: String

    func handle(_ record: EventRecord) async throws -> JSON {
        let object = try UploadedObject(record.detail)
        guard let key = record.detail[path: "source.key"]?.string else {
            throw failure("InvalidPayload", "detail.source.key is missing")
        }
        try await service.call(1...8, record, "record")
        var item = JSON.Object()
        item["key"] = .string(object.key)
        item["bucket"] = .string(object.bucket)
        for name in ["format", "quality", "width", "height", "watermark", "source"] { item[name] = record.detail[name] }
        item["bytes"] = record.detail[path: "object.size"]
        let known = item
        try await record.context.transact { [table] in $0[table, key] = .object(known) }
        record.log(.info, "image recorded", ["key": .string(key)])
        return ["recorded": .string(key)]
    }
}
