import EventModel
import Pipeline

/// Adds `processed_value` and `processing_timestamp` to every row of a validated file: `DataValidated` → `processed/KEY` and
/// `DataProcessingCompleted`.
struct TransformerHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let started = record.context.now
        let object = try UploadedObject(record.detail)
        try await frame { try await admit(object, record) }
        let bytes = try await frame { try await record.context.object(object.key, in: object.bucket) }
        let reading = try await frame { try await Contract.current(record) }.read(bytes)
        let (file, count) = try transform(reading, at: started, object)
        try await service.call(8...50, record, "transform")
        let key = "processed/\(object.key)"
        try await record.context.put(file, key: key, in: "processed-data")
        let data: JSON = [
            "bucket": ["name": "processed-data"], "object": ["key": .string(key)], "source_key": .string(object.key),
            "record_count": .int(count),
        ]
        try await record.publish("DataProcessingCompleted", from: service.name, subject: object.key, data)
        record.context.metric("FilesProcessed", 1, unit: "Count")
        record.log(
            .info,
            "file transformed",
            ["key": .string(key), "record_count": .int(count), "bytes": .int(file.count)]
        )
        return ["record_count": .int(count)]
    }

    /// The quota of partners on trial: the first request for a file is refused, the next one is let through.
    private func admit(_ object: UploadedObject, _ record: EventRecord) async throws {
        guard object.partner == "trial" else { return }
        let request = try await record.context.countRequest(object.key, in: "quota-requests")
        guard request > 1 else {
            throw failure(
                "QuotaExceeded",
                "partner \(object.partner) is over its quota of 1 file at a time; '\(object.key)' must wait"
            )
        }
    }

    /// `processed_value` is quantity × unit price, exact, with two digits after the point.
    private func transform(
        _ reading: Contract.Reading,
        at instant: Timestamp,
        _ object: UploadedObject
    ) throws -> (file: [UInt8], count: Int) {
        guard let quantity = reading.header.firstIndex(of: "quantity"),
            let price = reading.header.firstIndex(of: "unit_price")
        else {
            throw failure("TransformFailed", "'\(object.key)' has no columns quantity and unit_price")
        }
        var file = CSVWriter()
        file.write(reading.header + ["processed_value", "processing_timestamp"])
        let stamp = instant.rfc3339(digits: 3)
        for row in reading.accepted {
            guard let count = Int(row.fields[quantity]), let value = FixedDecimal(row.fields[price])?.times(count)
            else {
                throw failure(
                    "TransformFailed",
                    "'\(object.key)' line \(row.line): quantity × unit_price is beyond what can be computed"
                )
            }
            file.write(row.fields + [value.inHundredths, stamp])
        }
        return (file.bytes, reading.accepted.count)
    }
}
