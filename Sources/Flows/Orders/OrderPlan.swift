import EventModel

/// Draws the orders of the load generator.
enum OrderPlan {
    /// Orders of one stretch. Within each stretch the warehouse is down for a while, and what dies then dies of that.
    static let stretch = 200
    static let outage = 40

    static func order(_ index: Int, _ fate: Fate, _ random: inout SeededRandom, _ catalogue: Catalogue) -> Order {
        let tag = random.hex(6)
        let customer = random.pick(catalogue.customers)
        let items = (0..<random.whole(1...3)).map { _ in item(&random, catalogue) }
        var order = Order(
            id: "ord-\(index + 1)-\(tag)",
            customer: [
                "id": .string(customer.id), "name": .string(customer.name), "country": .string(customer.country),
            ],
            items: items,
            currency: catalogue.currency,
            cardToken: "tok_visa_\(random.hex(8))",
            cardLast4: String(random.whole(1_000...9_999)),
            reservation: "rsv_\(tag)"
        )
        let kind = random.unit()
        let down = isDown(index)
        switch fate {
        case .completes: break
        case .retries:
            if down { order.reservation = "rsv_down1_\(tag)" } else { order.cardToken = "tok_slow1_\(random.hex(8))" }
        case .dies:
            if down {
                order.reservation = "rsv_down3_\(tag)"
            } else {
                order.cardToken = "tok_\(kind < 0.75 ? "hold" : "slow")3_\(random.hex(8))"
            }
        }
        return order
    }

    /// Most orders are of what there is plenty of; one in fifty asks for the numbered edition, which runs short.
    private static func item(_ random: inout SeededRandom, _ catalogue: Catalogue) -> Order.Item {
        let plenty = catalogue.products.filter { $0.stock >= 1_000 }
        let scarce = catalogue.products.filter { $0.stock < 1_000 }
        let wantsScarce = random.unit() < 0.02
        let product = random.pick(
            wantsScarce && !scarce.isEmpty ? scarce : plenty.isEmpty ? catalogue.products : plenty
        )
        return Order.Item(sku: product.sku, quantity: random.whole(1...3), price: product.price)
    }

    /// Whether the warehouse is down when the `index`-th order comes: one window in each stretch, somewhere else each time.
    static func isDown(_ index: Int) -> Bool {
        var random = SeededRandom(seed: UInt64(index / stretch))
        let start = random.whole(0...(stretch - outage))
        return (start..<(start + outage)).contains(index % stretch)
    }
}
