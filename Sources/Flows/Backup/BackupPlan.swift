import EventModel

/// Draws the orders of the load generator; the database of some is down, for a while.
enum BackupPlan {
    @Sendable static func stimulus(_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus {
        let order = OrderPlan.order(index, .completes, &random, .bundled)
        var data = order.json.object ?? JSON.Object()
        data["card"] = nil
        data["database"] = .string(SandboxToken.planned(fate, &random))
        return .event(source: "web-shop", type: "NewOrder", subject: order.id, data: .object(data))
    }
}
