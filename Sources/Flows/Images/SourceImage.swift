import EventModel
import Pipeline

/// The image that an event is about, read whole and checked.
struct SourceImage: ~Copyable {
    let object: UploadedObject
    let version: String?
    let header: ImageHeader
    let bytes: Int
    let picture: Picture

    /// Reads the very version that the event tells of.
    ///
    /// - Throws: ``ErrorInfo``, as ``ImageHeader`` and ``Picture`` say; `NoSuchVersion`.
    static func read(_ record: EventRecord) async throws -> SourceImage {
        let object = try UploadedObject(record.detail)
        let version = record.detail[path: "object.version-id"]?.string
        // Not even read if it is too large.
        if let size = record.detail[path: "object.size"]?.integer { try ImageHeader.check(size: size, key: object.key) }
        let content = try await frame {
            try await record.context.object(object.key, in: object.bucket, version: version)
        }
        let header = try ImageHeader(content, key: object.key)
        let picture = try Picture(content, header, key: object.key)
        return SourceImage(
            object: object,
            version: version,
            header: header,
            bytes: content.count,
            picture: picture
        )
    }

    var json: JSON {
        [
            "bucket": .string(object.bucket), "key": .string(object.key),
            "version-id": version.map { .string($0) } ?? .null, "format": .string(header.format.rawValue),
            "width": .int(header.width), "height": .int(header.height), "bytes": .int(bytes),
        ]
    }

    /// What is kept with whatever is made of it.
    var metadata: [String: String] {
        [
            "source-key": object.key, "source-format": header.format.rawValue, "source-width": "\(header.width)",
            "source-height": "\(header.height)", "source-bytes": "\(bytes)",
        ]
    }
}
