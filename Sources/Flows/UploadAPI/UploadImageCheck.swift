import EventModel
import Pipeline

/// Decodes an uploaded image and makes a preview of it: `File.Uploaded` → a JPEG in `upload-results` → `File.Validated`.
struct UploadImageCheck: Sendable {
    let service: Service

    /// The square that a preview fits inside.
    private static let side = 256

    func handle(_ record: EventRecord) async throws -> JSON {
        let file = try UploadedFile(record.detail)
        // Not even read if it is too large.
        if let size = record.detail["size"]?.integer { try ImageHeader.check(size: size, key: file.key) }
        let bytes = try await frame { try await record.context.object(file.key, in: file.bucket) }
        try await frame { try await service.meet(file.client, at: "scanner", record) }
        let header = try ImageHeader(bytes, key: file.key)
        let small = try Picture(bytes, header, key: file.key).fitted(inside: Self.side)
        let key = "previews/\(file.key).jpg"
        try await record.context.putUnlessThere(
            try small.encoded(as: .jpeg(quality: ImageProcessor.quality)),
            key: key,
            in: "upload-results",
            metadata: ["width": "\(small.width)", "height": "\(small.height)"]
        )
        let data = file.json(
            at: record.context.now,
            [
                "kind": "image", "format": .string(header.format.rawValue), "width": .int(header.width),
                "height": .int(header.height), "preview": ["bucket": "upload-results", "key": .string(key)],
            ]
        )
        try await record.publish("File.Validated", from: service.name, subject: file.key, data)
        try await record.note(file, "validated", data)
        record.log(.info, "image validated", ["key": .string(file.key), "format": .string(header.format.rawValue)])
        return data
    }
}
