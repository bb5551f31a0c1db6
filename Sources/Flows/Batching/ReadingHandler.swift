import EventModel
import Pipeline

/// Adds a meter's reading to what it has used, once.
struct ReadingHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let reading = record.detail
        guard let id = reading["reading_id"]?.string, let meter = reading["meter"]?.string,
            let kwh = reading["kwh"]?.integer, (0...1_000_000).contains(kwh)
        else { throw failure("InvalidPayload", "detail has no reading_id, no meter or no kwh from 0 to 1000000") }
        try await frame { try await service.meet(reading["token"]?.string ?? "", at: "timeseries", record) }
        let isNew = try await record.context.transact { tables in
            if tables["readings", id] != nil { return false }
            tables["readings", id] = ["meter": .string(meter), "kwh": .int(kwh)]
            tables["meters", meter] = ["kwh": .int((tables["meters", meter]?["kwh"]?.integer ?? 0) + kwh)]
            return true
        }
        record.log(
            isNew ? .info : .debug,
            isNew ? "reading stored" : "reading was stored before",
            ["reading_id": .string(id), "meter": .string(meter), "kwh": .int(kwh)]
        )
        return [:]
    }
}
