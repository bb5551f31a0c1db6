import EventModel

/// Draws the orders of the load generator; the bank or the shelf of some does not answer, for a while.
enum SourcingPlan {
    @Sendable static func stimulus(_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus {
        let order = OrderPlan.order(index, .completes, &random, .bundled)
        var data = order.json.object ?? JSON.Object()
        data["card"] = nil
        data["reservation"] = nil
        let isBank = random.unit() < 0.5
        data["bank"] = .string(SandboxToken.planned(isBank ? fate : .completes, &random))
        data["shelf"] = .string(SandboxToken.planned(isBank ? .completes : fate, &random))
        return .event(source: "order-desk", type: "OrderReceived", subject: order.id, data: .object(data))
    }
}
