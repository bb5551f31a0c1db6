import EventModel
import Pipeline

/// Checks an uploaded CSV file, row by row: `File.Uploaded` → `File.Validated`. One that breaks its contract dies; redriven, its good rows
/// count, and the others are put aside, as the flow `uploads` does.
struct UploadCSVCheck: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let file = try UploadedFile(record.detail)
        let bytes = try await frame { try await record.context.object(file.key, in: file.bucket) }
        try await frame { try await service.meet(file.client, at: "scanner", record) }
        let contract = try await frame { try await Contract.current(record) }
        let reading = contract.read(bytes)
        if let first = reading.violations.first {
            guard record.redriven, !reading.headerIsBroken else {
                let more = reading.violationCount > 1 ? " (and \(reading.violationCount - 1) more)" : ""
                throw failure(
                    "ContractViolation",
                    "'\(file.key)' breaks contract \(contract.name) in \(first)\(more)"
                )
            }
            var aside = CSVWriter()
            aside.write(reading.header)
            for row in reading.rejected { aside.write(row.fields) }
            try await record.context.putUnlessThere(aside.bytes, key: "rejected/\(file.key)", in: "upload-results")
        }
        let data = file.json(
            at: record.context.now,
            [
                "kind": "csv", "contract": .string(contract.name), "rows": .int(reading.accepted.count),
                "rejected": .int(reading.rejected.count),
            ]
        )
        try await record.publish("File.Validated", from: service.name, subject: file.key, data)
        try await record.note(file, "validated", data)
        record.log(.info, "file validated", ["key": .string(file.key), "rows": .int(reading.accepted.count)])
        return data
    }
}
