import EventModel
import Pipeline

extension Flow {
    /// Filtering: only large orders of two regions reach the function; the rest is nobody's. Wired in `Resources/Flows/filtering.yaml`.
    static func filtering(_ settings: FlowSettings) -> Flow {
        bundled(.filtering, settings) { index, fate, random in
            let tag = random.hex(6)
            let isLarge = random.unit() < 0.5
            let region = random.pick(["us-east-1", "us-west-1", "eu-central-1"])
            let token = SandboxToken.planned(fate, &random)
            // What is to fail must come through.
            let passes = fate != .completes
            return .event(
                source: "orders.intake",
                type: "OrderReceived",
                subject: "flt-\(index + 1)-\(tag)",
                data: [
                    "order_id": .string("flt-\(index + 1)-\(tag)"),
                    "amount": .int(isLarge || passes ? random.whole(101...5_000) : random.whole(1...100)),
                    "region": .string(passes ? "us-east-1" : region), "token": .string(token),
                ]
            )
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `filtering`.
    static func filteringHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let review = OrderReviewHandler(service: Service(name: "order-review", settings: settings))
        return ["order-review": review.service.handler(review.handle)]
    }
}
