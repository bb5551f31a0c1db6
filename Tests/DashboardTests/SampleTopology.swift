import Dashboard
import EventModel
import Telemetry

/// The map of the orders flow, with a queue that dies and a handler that fails.
enum SampleTopology {
    static let nodes: [Topology.Node] = [
        .init("shop", .service),
        .init("order-payment", .function),
        .init("inventory-reserve", .function),
        .init("inventory-update", .function),
        .init("default", .bus),
        .init("order-fanout", .rule),
        .init("payment-confirmed", .rule),
        .init("orders-payment", .queue),
        .init("payments-dlq", .deadLetterQueue),
    ]

    static func edge(
        _ from: String,
        _ to: String,
        _ via: String,
        _ count: Int,
        errors: Int = 0,
        p95: Duration? = nil,
        wait: Duration? = nil,
        sample: Int? = nil
    ) -> Topology.Edge {
        func index(_ name: String) -> Int { nodes.firstIndex { $0.name == name } ?? 0 }
        return Topology.Edge(
            from: index(from),
            to: index(to),
            via: via,
            count: count,
            errors: errors,
            p95: p95,
            wait: wait,
            sample: sample
        )
    }

    static let edges: [Topology.Edge] = [
        edge("shop", "default", "OrderPlaced", 12_931),
        edge("default", "order-fanout", "OrderPlaced", 12_931, p95: .milliseconds(3)),
        edge("order-fanout", "orders-payment", "OrderPlaced", 12_931, p95: .microseconds(40)),
        edge(
            "order-fanout",
            "inventory-reserve",
            "OrderPlaced",
            12_984,
            errors: 421,
            p95: .milliseconds(22),
            wait: .milliseconds(9)
        ),
        edge(
            "orders-payment",
            "order-payment",
            "OrderPlaced",
            14_204,
            errors: 1_304,
            p95: .milliseconds(412),
            wait: .seconds(48),
            sample: 7
        ),
        edge("orders-payment", "payments-dlq", "OrderPlaced", 31, errors: 31, p95: .milliseconds(9_100)),
        edge("order-payment", "default", "PaymentConfirmed", 12_900),
        edge("default", "payment-confirmed", "PaymentConfirmed", 12_900, p95: .milliseconds(3)),
        edge(
            "payment-confirmed",
            "inventory-update",
            "PaymentConfirmed",
            12_900,
            errors: 12,
            p95: .milliseconds(18),
            wait: .milliseconds(4)
        ),
        edge("inventory-update", "default", "InventoryUpdated", 12_888),
        edge("payments-dlq", "orders-payment", "OrderPlaced", 4, p95: .milliseconds(1)),
    ]

    static let map = Topology(nodes: nodes, edges: edges)

    static func view(_ map: Topology = map, recent: Topology? = nil) -> TopologyView {
        TopologyView(whole: map, recent: recent ?? map, span: 300)
    }
}
