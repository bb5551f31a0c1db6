import EventModel
import Pipeline

/// Extracts the text of a document, keeps what is known of it in the table `documents`, and moves the file to `processed/YYYY/`.
///
/// The move is copy, record, delete: a document is never in neither place. It may end between any two of them and is done again from
/// the start: a copy that is there is not made twice, what is recorded is not read again, and deleting twice is no error.
struct DocumentExtractor: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let object = try UploadedObject(record.detail)
        let version = record.detail[path: "object.version-id"]?.string
        let known = try await record.context.item(object.key, in: "documents")
        if let version, let moved = known?["moved_to"], known?["version-id"]?.string == version {
            try await record.context.delete(object.key, in: object.bucket, version: version)
            record.log(.info, "document was processed before", ["key": .string(object.key), "moved_to": moved])
            return ["moved_to": moved]
        }
        let bytes = try await frame {
            try await record.context.object(object.key, in: object.bucket, version: version)
        }
        let document = try PDFText(bytes, key: object.key)
        try await frame { try await service.meet(document.keywords, at: "ocr", record) }
        let name = object.key.split(separator: "/").last.map(String.init) ?? object.key
        // The year of the upload, which stays the same however often this is tried.
        let year = (record.event["time"]?.string ?? record.context.now.rfc3339()).prefix(4)
        let moved = "processed/\(year)/\(name)"
        try await record.context.putUnlessThere(bytes, key: moved, in: "documents-processed")
        let metadata: JSON = [
            "title": .string(document.title), "lines": .int(document.lines.count), "bytes": .int(bytes.count),
            "text": .string(document.lines.joined(separator: "\n")), "moved_to": .string(moved),
            "version-id": version.map { .string($0) } ?? .null,
        ]
        try await record.context.transact { $0["documents", object.key] = metadata }
        // That version and no other: one that was uploaded since then is still to be processed.
        if let version { try await record.context.delete(object.key, in: object.bucket, version: version) }
        record.log(
            .info,
            "document processed",
            ["key": .string(object.key), "lines": .int(document.lines.count), "moved_to": .string(moved)]
        )
        return ["moved_to": .string(moved)]
    }
}
