import EventModel
import Pipeline

/// Backs up each `File.*` event as an object of its own, by its date, type and id: one that comes twice is the same object.
struct UploadArchiver: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let time = record.event["time"]?.string ?? record.context.now.rfc3339()
        let day = String(time.prefix(10)).replacing("-", with: "/")
        let key = "\(day)/\(record.type)/\(record.id).json"
        let copy: JSON = [
            "event_id": .string(record.id), "event_type": .string(record.type), "timestamp": .string(time),
            "source": record.event["source"] ?? .null, "correlation_id": .string(record.context.correlationID),
            "payload": record.detail,
        ]
        try await record.context.putUnlessThere(copy.utf8, key: key, in: "upload-backup")
        record.log(.debug, "event backed up", ["key": .string(key)])
        return ["key": .string(key)]
    }
}
