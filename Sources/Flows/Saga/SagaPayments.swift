import EventModel
import Pipeline

/// Takes the money for an order, and gives it back: the table `saga-payments`, one item an order.
struct SagaPayments: Sendable {
    let service: Service
    private static let table = "saga-payments"

    func process(_ record: EventRecord) async throws -> JSON {
        let task = try SagaTask(record)
        let order = task.order
        guard !order.cardToken.isEmpty else { throw failure("PaymentError", "order \(order.id) names no card") }
        try await frame { try await task.ask("payment-gateway", order.cardToken, "busy", service) }
        if SandboxToken(order.cardToken).behaviour == "declined" {
            throw failure("PaymentError", "card ending \(order.cardLast4) declined by its issuer: insufficient_funds")
        }
        let payment = try await record.context.transact { tables in
            if let before = tables[Self.table, order.id] {
                guard task.owns(before) else {
                    throw failure("PaymentError", "order \(order.id) belongs to another execution")
                }
                if before["status"] == "captured" { return before }
                throw failure(
                    "PaymentError",
                    "the payment of order \(order.id) is \(before["status"]?.string ?? "void")"
                )
            }
            let payment = task.item(
                "captured",
                [
                    "payment_id": .string("pay-\(order.id.dropFirst(4))"),
                    "amount": .double(Double(order.total) / 100), "currency": .string(order.currency),
                ]
            )
            tables[Self.table, order.id] = payment
            return payment
        }
        task.log("payment captured", ["amount": payment["amount"] ?? .null])
        return payment
    }

    /// Gives the money back, once. Where none was taken, none will be: an attempt that comes late is refused.
    func refund(_ record: EventRecord) async throws -> JSON {
        let task = try SagaTask(record)
        let order = task.order
        try await frame { try await task.ask("refund-desk", order.cardToken, "refundbusy", service) }
        let refund = try await record.context.transact { tables -> JSON in
            guard let payment = tables[Self.table, order.id] else {
                let void = task.item("void")
                tables[Self.table, order.id] = void
                return void
            }
            guard task.owns(payment), payment["status"] == "captured", case .object(var members) = payment else {
                return payment
            }
            members["status"] = "refunded"
            members["refunded_by"] = .string(task.token)
            tables[Self.table, order.id] = .object(members)
            return .object(members)
        }
        task.log("payment \(refund["status"]?.string ?? "void")", ["amount": refund["amount"] ?? .null])
        return refund
    }
}
