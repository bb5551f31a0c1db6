import EventModel

/// Draws the orders of the load generator: those that fail end in each of the saga's three failure paths, some meet a busy neighbour on
/// the way back; those that retry meet one on the way there.
enum SagaPlan {
    @Sendable static func stimulus(_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus {
        var order = OrderPlan.order(index, .completes, &random, .bundled)
        var delivery = "car_ok_\(random.hex(8))"
        order.reservation = "wms_ok_\(random.hex(8))"
        let (path, isBusyToo) = (random.whole(0...2), random.unit() < 0.5)
        let tag = random.hex(8)
        switch (fate, path) {
        case (.completes, _): break
        case (.retries, 0): order.cardToken = "tok_busy1_\(tag)"
        case (.retries, 1): order.reservation = "wms_busy1_\(tag)"
        case (.retries, _): delivery = "car_busy1_\(tag)"
        case (.dies, 0): order.cardToken = "tok_declined_\(tag)"
        case (.dies, 1):
            // One more than the shelf ever holds.
            let product = random.pick(Catalogue.bundled.products)
            let item = Order.Item(sku: product.sku, quantity: product.stock + 1, price: product.price)
            order.items = [item]
        case (.dies, _): delivery = "car_refused_\(tag)"
        }
        if fate == .dies, path > 0, isBusyToo { order.cardToken = "tok_refundbusy1_\(tag)" }
        var data = order.json.object ?? JSON.Object()
        data["delivery"] = .string(delivery)
        return .event(source: "checkout", type: "OrderRequested", subject: order.id, data: .object(data))
    }
}
