import EventModel
import Pipeline

/// Screens a large transfer against the watch list, once a transfer; the largest are put aside for a person to look at.
struct ScreeningHandler: Sendable {
    let service: Service
    /// From this amount on a person looks.
    private static let limit = 5_000.0

    func handle(_ record: EventRecord) async throws -> JSON {
        guard let id = record.detail["transfer_id"]?.string, let amount = record.detail["amount"]?.number,
            let region = record.detail["region"]?.string
        else { throw failure("InvalidTransfer", "transfer_id, amount and region are needed") }
        try await frame {
            try await record.ask("watch-list", record.detail["screening"]?.string ?? "", service, 5...40) {
                _,
                request in
                failure(
                    "WatchListUnavailable",
                    "the watch list of \(region) answered 503 for transfer \(id) (request \(request))"
                )
            }
        }
        let verdict = amount >= Self.limit ? "review" : "clear"
        try await record.context.transact {
            $0["screenings", id] = ["amount": .double(amount), "region": .string(region), "verdict": .string(verdict)]
        }
        record.log(
            verdict == "clear" ? .info : .warn,
            "transfer screened: \(verdict)",
            ["transfer_id": .string(id), "amount": .double(amount), "region": .string(region)]
        )
        return ["verdict": .string(verdict)]
    }
}
