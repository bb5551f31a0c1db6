import EventModel
import Pipeline

/// Stores the newest reading of each meter. A reading whose checksum is wrong is refused on its own; the others of its batch stay
/// stored.
struct MeterHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let reading = try MeterReading(record.detail)
        try await frame { try await check(reading, record) }
        let item: JSON = ["reading_wh": .int(reading.reading), "read_at": .string(reading.readAt)]
        let isNew = try await record.context.keepNewest(item, reading.meter, in: "meters", by: "reading_wh")
        record.log(
            .debug,
            isNew ? "reading stored" : "a newer reading is known",
            ["meter": .string(reading.meter), "reading_wh": .int(reading.reading)]
        )
        return ["stored": .bool(isNew)]
    }

    /// Compares the checksum with what the radio link delivers; a noisy link spoils its first deliveries.
    private func check(_ reading: MeterReading, _ record: EventRecord) async throws {
        let meant = MeterReading.checksum(reading.meter, reading.reading)
        guard reading.checksum == meant else {
            throw failure(
                "ChecksumMismatch",
                "the reading of \(reading.meter) says checksum \(reading.checksum), but it is \(meant)"
            )
        }
        try await record.ask("link", reading.link, service, 1...8) { _, request in
            failure(
                "ChecksumMismatch",
                "the reading of \(reading.meter) came over a noisy link: checksum \((meant + request) % 97), not \(meant)"
            )
        }
    }
}
