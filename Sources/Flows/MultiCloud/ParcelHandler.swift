import EventModel
import Pipeline

/// Keeps where each parcel was scanned last, whichever cloud's envelope the scan came in.
struct ParcelHandler: Sendable {
    let service: Service

    func handle(_ record: EventRecord) async throws -> JSON {
        let envelope = try await frame { try CloudEnvelope(record.event) }
        guard let parcel = envelope.data["parcel"]?.string, let place = envelope.data["place"]?.string,
            let scan = envelope.data["scan"]?.integer
        else { throw failure("InvalidScan", "parcel, place and scan are needed, in \(envelope.shape.rawValue) data") }
        try await frame {
            try await record.ask("carrier", envelope.data["tracking"]?.string ?? "", service, 4...30) { _, request in
                failure(
                    "CarrierUnavailable",
                    "the carrier's tracking gave no answer for \(parcel) (request \(request), \(envelope.shape.rawValue))"
                )
            }
        }
        let item: JSON = [
            "place": .string(place), "scan": .int(scan), "shape": .string(envelope.shape.rawValue),
        ]
        let isNew = try await record.context.keepNewest(item, parcel, in: "parcels", by: "scan")
        record.context.log(
            .info,
            envelope.type,
            isNew ? "\(parcel) is in \(place)" : "a newer scan of \(parcel) is known",
            [.init("parcel", .string(parcel)), .init("envelope", .string(envelope.shape.rawValue))]
        )
        return ["stored": .bool(isNew)]
    }
}
