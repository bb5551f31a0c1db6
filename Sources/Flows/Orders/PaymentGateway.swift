import EventModel
import Pipeline

/// The sandbox of a payment gateway. It counts the requests of each card in a table and answers by the card's token: `hold`
/// cards are declined while the issuer reviews them, `slow` ones get no answer in time.
struct PaymentGateway: Sendable {
    let service: Service

    /// Asks for the money.
    ///
    /// - Throws: ``ErrorInfo`` `CardDeclined` or `GatewayTimeout`.
    func authorise(_ order: Order, _ record: EventRecord) async throws {
        let request = try await record.context.countRequest(order.cardToken, in: "gateway-requests")
        let token = SandboxToken(order.cardToken)
        let reference = "auth-\(order.cardToken.suffix(4))\(request)"
        guard request <= token.times else { return try await service.call(8...60, record, "authorise") }
        switch token.behaviour {
        case "hold":
            try await service.call(8...60, record, "authorise")
            throw failure(
                "CardDeclined",
                "card ending \(order.cardLast4) declined by its issuer: do_not_honor (\(reference))"
            )
        case "slow":
            try await service.call(250...250, record, "authorise")
            throw failure(
                "GatewayTimeout",
                "gateway-\(request).pay.example gave no answer within 250 ms (\(reference))"
            )
        default: try await service.call(8...60, record, "authorise")
        }
    }
}
