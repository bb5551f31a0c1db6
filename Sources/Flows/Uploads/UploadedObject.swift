import EventModel
import Pipeline

/// The object that an event is about.
struct UploadedObject: Sendable {
    var bucket: String
    var key: String

    /// Reads `detail.bucket.name` and `detail.object.key`.
    ///
    /// - Throws: ``ErrorInfo`` `InvalidPayload` that names the member at fault.
    init(_ detail: JSON) throws {
        guard let bucket = detail[path: "bucket.name"]?.string else {
            throw failure("InvalidPayload", "detail.bucket.name is missing")
        }
        guard let key = detail[path: "object.key"]?.string else {
            throw failure("InvalidPayload", "detail.object.key is missing")
        }
        self.bucket = bucket
        self.key = key
    }

    var json: JSON { ["bucket": ["name": .string(bucket)], "object": ["key": .string(key)]] }

    /// `trial` in `incoming/trial/sales-7.csv`: who sent the file.
    var partner: String {
        let parts = key.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : "unknown"
    }
}
