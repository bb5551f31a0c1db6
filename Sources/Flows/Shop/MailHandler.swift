import EventModel
import Pipeline

/// Mails the confirmation of an order: one file in the outbox, however often it is asked for.
struct MailHandler: Sendable {
    let service: Service
    /// Nil where there is no folder for it.
    let outbox: Outbox?

    func handle(_ record: EventRecord) async throws -> JSON {
        let order = try Order(record.event)
        guard let address = order.customer["email"]?.string else {
            throw failure("InvalidOrder", "order \(order.id) names no e-mail address")
        }
        guard let outbox else { throw failure("NoOutbox", "this pipeline has no folder for mail") }
        try await frame {
            try await record.ask("mail-server", address, service, 5...40) { _, request in
                failure("MailDeferred", "451 4.7.1 <\(address)>: greylisted, try again later (attempt \(request))")
            }
        }
        let mail = try ConfirmationMail(order, to: address, record.catalogue, at: record.context.now)
        let path = try await frame { try outbox.put(mail.bytes, name: "\(order.id).eml") }
        record.log(.info, "confirmation mailed", ["order_id": .string(order.id), "file": .string(path)])
        return ["file": .string(path)]
    }
}
