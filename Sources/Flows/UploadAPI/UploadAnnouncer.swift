import EventModel
import Pipeline

/// Tells of a stored file: `Object Created` → `File.Uploaded`.
struct UploadAnnouncer: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let object = try UploadedObject(record.detail)
        let file = try UploadedFile(object)
        let time = (record.event["time"]?.string).flatMap { Timestamp(rfc3339: $0) } ?? record.context.now
        let data = file.json(at: time, ["size": record.detail[path: "object.size"] ?? 0])
        try await record.note(file, "uploaded", data)
        try await record.publish("File.Uploaded", from: service.name, subject: file.key, data)
        return data
    }
}
