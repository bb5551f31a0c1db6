import EventModel
import Pipeline

/// A file that a client has uploaded, as `File.Uploaded` and `File.Validated` tell of it.
struct UploadedFile: Hashable, Sendable {
    /// Where the files lie as they came.
    static let bucket = "upload-files"
    /// What is known of each upload, by its id.
    static let table = "uploads"
    private static let folder = "uploads"

    var bucket: String
    var key: String
    var uploadID: String

    init(_ name: UploadName, uploadID: String) {
        bucket = Self.bucket
        key = "\(Self.folder)/\(uploadID)/\(name.text)"
        self.uploadID = uploadID
    }

    /// Of an object that the store announces.
    ///
    /// - Throws: ``ErrorInfo`` `InvalidPayload`.
    init(_ object: UploadedObject) throws {
        let parts = object.key.split(separator: "/")
        guard parts.count > 2, parts[0] == Self.folder else {
            throw failure("InvalidPayload", "detail.object.key '\(object.key)' is not below \(Self.folder)/ID/")
        }
        bucket = object.bucket
        key = object.key
        uploadID = String(parts[1])
    }

    /// Of an event that tells of it.
    ///
    /// - Throws: ``ErrorInfo`` `InvalidPayload` that names the member at fault.
    init(_ detail: JSON) throws {
        func text(_ name: String) throws -> String {
            guard let text = detail[name]?.string else { throw failure("InvalidPayload", "detail.\(name) is missing") }
            return text
        }
        bucket = try text("bucket")
        key = try text("key")
        uploadID = try text("uploadId")
    }

    /// What every event of it says, with more.
    func json(at time: Timestamp, _ more: KeyValuePairs<String, JSON> = [:]) -> JSON {
        var object = JSON.Object([
            JSON.Member("bucket", .string(bucket)), JSON.Member("key", .string(key)),
            JSON.Member("uploadId", .string(uploadID)), JSON.Member("timestamp", .string(time.rfc3339())),
        ])
        for member in more { object[member.key] = member.value }
        return .object(object)
    }

    /// Its name without the folders: where its own folder names a token of the sandbox, that is the client.
    var client: String { ImagePlan.token(of: key) }
}

extension EventRecord {
    /// Notes how far an upload has come. Later states stay: events may come twice, and late.
    func note(_ file: UploadedFile, _ status: String, _ more: JSON) async throws {
        let order = ["uploaded", "validated"]
        let item = more
        try await context.transact { tables in
            let before = tables[UploadedFile.table, file.uploadID]?["status"]?.string ?? ""
            guard (order.firstIndex(of: before) ?? -1) <= (order.firstIndex(of: status) ?? 0) else { return }
            var object = item.object ?? JSON.Object()
            object["status"] = .string(status)
            tables[UploadedFile.table, file.uploadID] = .object(object)
        }
    }
}
