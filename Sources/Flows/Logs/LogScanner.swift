import EventModel
import Pipeline

/// Searches an archived log for critical errors and keeps them in the table `findings`, by file and line.
struct LogScanner: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let object = try UploadedObject(record.detail)
        let packed = try await frame { try await record.context.object(object.key, in: object.bucket) }
        let text = String(decoding: try Gzip.unpack(packed), as: UTF8.self)
        let found = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().filter {
            $0.element.split(separator: " ", maxSplits: 2).dropFirst().first == "CRITICAL"
        }
        try await service.call(2...15, record, "scan")
        let key = object.key
        try await record.context.transact { tables in
            for (index, line) in found { tables["findings", "\(key)#\(index + 1)"] = ["line": .string(String(line))] }
        }
        record.log(
            found.isEmpty ? .info : .warn,
            found.isEmpty ? "nothing critical" : "\(found.count) critical errors",
            ["key": .string(key), "findings": .int(found.count)]
        )
        return ["findings": .int(found.count)]
    }
}
