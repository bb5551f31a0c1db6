import EventModel
import Pipeline

/// Checks an uploaded file against its contract: `Object Created` → `DataValidated`.
///
/// A file with any violation fails as a whole, and dies once its attempts are used up. A message that an operator has redriven is
/// the order to load what can be loaded: the newest version of the file is read again, rows that still break the contract are put
/// aside under `rejected/KEY`, and the others go on. Only a header that breaks the contract leaves nothing to load.
struct ValidatorHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let object = try UploadedObject(record.detail)
        record.log(
            .info,
            "validating \(object.key)",
            ["bucket": .string(object.bucket), "key": .string(object.key), "redriven": .bool(record.redriven)]
        )
        let bytes = try await frame { try await record.context.object(object.key, in: object.bucket) }
        let contract = try await frame { try await Contract.current(record) }
        try await service.call(6...45, record, "validate")
        let reading = contract.read(bytes)
        if !reading.violations.isEmpty {
            guard record.redriven, !reading.headerIsBroken else { throw refusal(object, contract, reading) }
            try await putAside(reading, object, record)
        }
        var data = object.json.object ?? JSON.Object()
        data["contract"] = .string(contract.name)
        data["rows"] = .int(reading.accepted.count)
        data["rejected"] = .int(reading.rejected.count)
        try await record.publish("DataValidated", from: service.name, subject: object.key, .object(data))
        record.log(
            .info,
            "the file keeps its contract",
            ["key": .string(object.key), "rows": .int(reading.accepted.count)]
        )
        return .object(data)
    }

    private func refusal(_ object: UploadedObject, _ contract: Contract, _ reading: Contract.Reading) -> ErrorInfo {
        let more = reading.violationCount > 1 ? " (and \(reading.violationCount - 1) more)" : ""
        return failure(
            "ContractViolation",
            "'\(object.key)' breaks contract \(contract.name) in \(reading.violations[0])\(more)"
        )
    }

    private func putAside(_ reading: Contract.Reading, _ object: UploadedObject, _ record: EventRecord) async throws {
        var file = CSVWriter()
        file.write(reading.header)
        for row in reading.rejected { file.write(row.fields) }
        try await record.context.put(file.bytes, key: "rejected/\(object.key)", in: "processed-data")
        record.log(
            .warn,
            "rows put aside",
            [
                "key": .string(object.key), "rejected": .int(reading.rejected.count),
                "violations": .array(reading.violations.prefix(5).map { .string($0.description) }),
            ]
        )
    }
}
