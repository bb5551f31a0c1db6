import EventModel
import Pipeline

/// Packs a log file and puts it under its date: `Object Created` → `archive/YYYY/MM/DD/KEY.gz` → `LogArchived`.
struct LogArchiver: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let object = try UploadedObject(record.detail)
        let bytes = try await frame { try await record.context.object(object.key, in: object.bucket) }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard let date = lines.lazy.compactMap(Self.date).first else {
            throw failure("InvalidLog", "'\(object.key)' has no line that begins with a date")
        }
        // The archive's sandbox reads its token in the first line.
        let token = lines.first?.split(separator: " ").last.map(String.init) ?? ""
        try await frame { try await service.meet(token, at: "archive", record) }
        let packed = try Gzip.pack(bytes)
        // The whole key: two files of one name and date are two.
        let key = "archive/\(date)/\(object.key).gz"
        try await record.context.put(packed, key: key, in: "log-archive")
        try await record.publish(
            "LogArchived",
            from: "log-archiver",
            subject: key,
            [
                "bucket": ["name": "log-archive"], "object": ["key": .string(key)], "bytes": .int(bytes.count),
                "packed": .int(packed.count),
            ]
        )
        record.log(
            .info,
            "log archived",
            ["key": .string(key), "bytes": .int(bytes.count), "packed": .int(packed.count)]
        )
        return ["key": .string(key)]
    }

    /// `2026/11/07` of a line that begins with `2026-11-07`, if there is such a day.
    private static func date(_ line: Substring) -> String? {
        let day = line.prefix(10)
        guard Timestamp(rfc3339: "\(day)T00:00:00Z") != nil else { return nil }
        return String(day.replacing("-", with: "/"))
    }
}
