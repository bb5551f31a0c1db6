import EventModel
import Pipeline

/// Publishes each change to the topic `customer-changes`, in order. A batch with a record that cannot be published fails whole, so that
/// the mapping halves it until the poison record stands alone.
struct ChangePublisher: Sendable {
    let service: Service

    func handle(_ payload: JSON, _ context: any FunctionContext) async throws -> JSON {
        let changes = try ChangeRecord.read(payload, context)
        for change in changes {
            guard let id = change.new["customer_id"]?.string else { continue }
            let token = SandboxToken(change.new["token"]?.string ?? "")
            if token.times > 0 {
                if changes.count > 1 { throw poison(id, change, "in a batch of \(changes.count)") }
                let request = try await change.context.countRequest("feed \(id)", in: "sandbox-requests")
                if request <= token.times { throw poison(id, change, "alone") }
            }
            try await change.context.publish(
                TopicMessage(
                    JSON.object(JSON.Object([.init("change", .string(change.kind)), .init("customer", change.new)]))
                        .description,
                    attributes: ["tier": .init(change.new["tier"]?.string ?? "none"), "change": .init(change.kind)]
                ),
                to: "customer-changes"
            )
        }
        return ["published": .int(changes.count)]
    }

    private func poison(_ id: String, _ change: ChangeRecord, _ place: String) -> ErrorInfo {
        let error = failure("PoisonRecord", "the schema registry does not take the change of \(id)")
        change.context.log(
            .error,
            "CustomerChanged",
            "\(error.message) (\(place))",
            [JSON.Member("error", error.json), JSON.Member("customer_id", .string(id))]
        )
        return error
    }
}
