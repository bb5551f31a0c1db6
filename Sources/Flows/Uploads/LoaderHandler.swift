import EventModel
import Pipeline

/// Stores the rows of a processed file in the table `sales`, by file and line: loading a file again replaces its rows.
struct LoaderHandler: Sendable {
    let service: Service
    /// Rows written in one transaction.
    private static let chunk = 200

    func handle(_ record: EventRecord) async throws -> JSON {
        let object = try UploadedObject(record.detail)
        let bytes = try await frame { try await record.context.object(object.key, in: object.bucket) }
        let rows: [CSVReader.Row]
        do {
            rows = try CSVReader.rows(bytes)
        } catch {
            throw failure("LoadFailed", "'\(object.key)' \(error)")
        }
        guard let header = rows.first?.fields else { throw failure("LoadFailed", "'\(object.key)' is empty") }
        try await service.call(4...30, record, "load")
        let key = object.key
        for start in stride(from: 1, to: rows.count, by: Self.chunk) {
            let part = rows[start..<min(start + Self.chunk, rows.count)]
            try await record.context.transact { tables in
                for row in part {
                    let members = zip(header, row.fields).map { JSON.Member($0, .string($1)) }
                    tables["sales", "\(key)#\(row.line)"] = .object(JSON.Object(members))
                }
            }
        }
        let count = rows.count - 1
        try await record.context.transact { $0["loads", key] = ["record_count": .int(count)] }
        record.log(.info, "rows loaded", ["key": .string(key), "record_count": .int(count)])
        return ["record_count": .int(count)]
    }
}
