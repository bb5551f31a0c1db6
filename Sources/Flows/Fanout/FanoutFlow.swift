import EventModel
import Pipeline

extension Flow {
    /// Order fan-out: one `OrderCreated` reaches inventory check, payment, notification and analytics, each on its own. Wired in `Resources/Flows/fanout.yaml`.
    static func fanout(_ settings: FlowSettings) -> Flow {
        bundled(.fanout, settings) { index, fate, random in
            let id = "fan-\(index + 1)-\(random.hex(6))"
            // One of the two that call a neighbour fails; the other three do their work all the same.
            let isPayment = random.unit() < 0.6
            let token = SandboxToken.planned(fate, &random)
            let plain = "tok_visa_\(random.hex(8))"
            return .event(
                source: "storefront",
                type: "OrderCreated",
                subject: id,
                data: [
                    "order_id": .string(id), "sku": .string("sku-\(random.whole(1...60))"),
                    "quantity": .int(random.whole(1...4)), "total": .int(random.whole(900...90_000)),
                    "email": .string("customer\(random.whole(1...500))@mail.example"),
                    "payment_token": .string(isPayment ? token : plain),
                    "stock_token": .string(isPayment ? plain : token),
                ]
            )
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `fanout`.
    static func fanoutHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let entries = [
            FanoutHandler(
                service: Service(name: "stock-check", settings: settings),
                table: "stock-checks",
                token: "stock_token"
            ),
            FanoutHandler(
                service: Service(name: "checkout", settings: settings),
                table: "charges",
                token: "payment_token"
            ),
            FanoutHandler(
                service: Service(name: "confirmation", settings: settings),
                table: "confirmations",
                token: nil
            ),
            FanoutHandler(service: Service(name: "sales-figures", settings: settings), table: "sales", token: nil),
        ]
        return [String: Handler](
            uniqueKeysWithValues: entries.map { ("fanout-\($0.service.name)", $0.service.handler($0.handle)) }
        )
    }
}
