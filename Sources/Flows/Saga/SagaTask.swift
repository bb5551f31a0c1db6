import EventModel
import Pipeline

/// A task of the order saga, as a handler gets it: the order, and which execution asks by which token. The token is the same when a task
/// is run again after a crash, and another when the state tries again: what was done is known by the execution, and kept with the
/// token of the task that did it.
struct SagaTask: Sendable {
    let order: Order
    let record: EventRecord

    /// - Throws: ``ErrorInfo`` `InvalidOrder`.
    init(_ record: EventRecord) throws {
        order = try Order(record.event)
        self.record = record
    }

    var token: String { record.context.requestID }
    /// The execution's id, which its tokens begin with.
    var execution: String { String(token.prefix { $0 != "#" }) }

    /// An item of a table that says who wrote it.
    func item(_ status: String, _ members: KeyValuePairs<String, JSON> = [:]) -> JSON {
        var item = JSON.Object([JSON.Member("status", .string(status))])
        for (name, value) in members { item[name] = value }
        item["execution"] = .string(execution)
        item["task"] = .string(token)
        return .object(item)
    }

    /// Whether an item was written by this execution.
    func owns(_ item: JSON) -> Bool { item["execution"]?.string == execution }

    /// Asks a system of the sandbox. It is busy for as many requests as `token` says, if `word` is what the token says at all.
    ///
    /// - Throws: ``ErrorInfo`` `TransientError`, which the states try again.
    func ask(_ system: StaticString, _ token: String, _ word: String, _ service: Service) async throws {
        guard SandboxToken(token).behaviour == word else { return try await service.call(4...40, record, system) }
        try await record.ask(system, token, service, 4...40) { _, request in
            failure("TransientError", "\(system)-\(request).shop.example is busy, order \(order.id) may come again")
        }
    }

    /// Logs what a handler did.
    func log(_ message: String, _ fields: KeyValuePairs<String, JSON> = [:]) {
        let own = [JSON.Member("order_id", .string(order.id))] + fields.map { JSON.Member($0.key, $0.value) }
        record.context.log(.info, "Task", message, own)
    }
}
