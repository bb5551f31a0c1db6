import EventModel
import Pipeline

/// Makes a small JPEG of an image and tells of it: `Object Created` → object with metadata → `ThumbnailCreated` or `ImageProcessed`.
struct ImageProcessor: Sendable {
    let service: Service
    /// The square that it fits inside.
    var side: Int
    /// Written on it; nil: nothing.
    var watermark: String?
    /// Where it goes, and under which folder.
    var bucket: String
    var folder: String
    /// The folder of the originals that the new key leaves out; empty: none.
    var leavesOut = ""
    /// What is published, and which neighbour is told first.
    var event: String
    var neighbour: String

    static let quality = 85

    func handle(_ record: EventRecord) async throws -> JSON {
        let source = try await SourceImage.read(record)
        try await frame { try await service.meet(ImagePlan.token(of: source.object.key), at: neighbour, record) }
        let small = try source.picture.fitted(inside: side)
        if let watermark { small.mark(watermark) }
        let bytes = try small.encoded(as: .jpeg(quality: Self.quality))
        let original = source.object.key
        let key =
            "\(folder)/\(original.hasPrefix(leavesOut) ? String(original.dropFirst(leavesOut.count)) : original).jpg"
        let made: [String: String] = ["format": "jpeg", "width": "\(small.width)", "height": "\(small.height)"]
        try await record.context.putUnlessThere(
            bytes,
            key: key,
            in: bucket,
            metadata: source.metadata.merging(made) { $1 }
        )
        let data: JSON = [
            "bucket": ["name": .string(bucket)],
            "object": ["key": .string(key), "size": .int(bytes.count)],
            "format": "jpeg", "quality": .int(Self.quality), "width": .int(small.width), "height": .int(small.height),
            "watermark": watermark.map { .string($0) } ?? .null, "source": source.json,
        ]
        try await record.publish(event, from: service.name, subject: original, data)
        record.context.metric("ImagesProcessed", 1, unit: "Count")
        record.log(
            .info,
            "image made smaller",
            [
                "key": .string(key), "bytes": .int(bytes.count), "width": .int(small.width),
                "height": .int(small.height),
                "format": .string(source.header.format.rawValue),
            ]
        )
        return ["key": .string(key), "width": .int(small.width), "height": .int(small.height)]
    }
}
