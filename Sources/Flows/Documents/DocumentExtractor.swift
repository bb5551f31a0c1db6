import EventModel
import Pipeline

/// Extracts the text of a document, keeps what is known of it in the table `documents`, and puts the file under `processed/YYYY/`.
struct DocumentExtractor: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let object = try UploadedObject(record.detail)
        let bytes = try await frame { try await record.context.object(object.key, in: object.bucket) }
        let document = try PDFText(bytes, key: object.key)
        try await frame { try await service.meet(document.keywords, at: "ocr", record) }
        let name = object.key.split(separator: "/").last.map(String.init) ?? object.key
        let year = record.context.now.rfc3339().prefix(4)
        let moved = "processed/\(year)/\(name)"
        // The copy first: a document is never in neither place.
        try await record.context.put(bytes, key: moved, in: "documents-processed")
        let metadata: JSON = [
            "title": .string(document.title), "lines": .int(document.lines.count), "bytes": .int(bytes.count),
            "text": .string(document.lines.joined(separator: "\n")), "moved_to": .string(moved),
        ]
        try await record.context.transact { $0["documents", object.key] = metadata }
        record.log(
            .info,
            "document processed",
            ["key": .string(object.key), "lines": .int(document.lines.count), "moved_to": .string(moved)]
        )
        return ["moved_to": .string(moved)]
    }
}
