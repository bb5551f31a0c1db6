import EventModel

/// Draws the orders of the load generator. Addresses are those of a mailbox simulator, which says what becomes of a mail in its local
/// part, as others have (https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator).
enum ShopPlan {
    @Sendable static func stimulus(_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus {
        var order = OrderPlan.order(index, .completes, &random, .bundled)
        let fails = random.unit() < 0.5
        order.reservation = (fails ? fate : .completes).token("wms", "locked", &random)
        let box = (fails ? .completes : fate).token("box", "defer", &random)
        var customer = order.customer.object ?? JSON.Object()
        customer["email"] = .string("\(box)@simulator.example")
        order.customer = .object(customer)
        var data = order.json.object ?? JSON.Object()
        data["card"] = nil
        return .event(source: "storefront", type: "OrderSubmitted", subject: order.id, data: .object(data))
    }
}
