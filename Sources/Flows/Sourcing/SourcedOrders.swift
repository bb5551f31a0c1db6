import EventModel
import Pipeline

/// Carries out what is to be done with an order, by its stream: reads the state, decides, and appends what follows at the version it has
/// read. The bank and the shelf work on an order at the same time, so that one of them often finds that the other was first.
struct SourcedOrders: Sendable {
    let service: Service
    private static let attempts = 5

    /// `OrderReceived` → version 1.
    func place(_ record: EventRecord) async throws -> JSON {
        // What is no order is refused by it, and not appended.
        var order = record.detail.object ?? JSON.Object()
        order["reservation"] = "none"
        let id = try Order(.object(order)).id
        try await service.call(3...20, record, "place")
        return try await change(id, record, from: try await record.context.aggregate(Self.name(id))) { state in
            state.version > 0 ? [] : [NewAggregateEvent(OrderLedger.Kind.placed.rawValue, record.detail)]
        }
    }

    /// The bank takes the money, once.
    func pay(_ record: EventRecord) async throws -> JSON {
        let (id, order) = try await self.order(record)
        if !OrderLedger.isPaid(order.state) {
            try await frame { try await service.meet(order.state["bank"]?.string ?? "", at: "bank", record) }
        }
        return try await change(id, record, from: order) { OrderLedger.paid($0.state, "pay-\(id)") }
    }

    /// The shelf sets the goods aside, once.
    func reserve(_ record: EventRecord) async throws -> JSON {
        let (id, order) = try await self.order(record)
        if !OrderLedger.isReserved(order.state) {
            try await frame { try await service.meet(order.state["shelf"]?.string ?? "", at: "shelf", record) }
        }
        let items = order.state["items"]?.array?.compactMap { $0["quantity"]?.integer } ?? []
        return try await change(id, record, from: order) {
            OrderLedger.reserved($0.state, items.reduce(0) { $0.adding($1) })
        }
    }

    private static func name(_ id: String) -> AggregateName { AggregateName(OrderLedger.type, id) }

    private func order(_ record: EventRecord) async throws -> (String, AggregateState) {
        guard let id = record.detail["order_id"]?.string else { throw failure("InvalidOrder", "order_id is missing") }
        let order = try await record.context.aggregate(Self.name(id))
        if order.version == 0 { throw failure("OrderUnknown", "no event of order \(id) is stored") }
        return (id, order)
    }

    /// Appends what `decide` makes of a state. Where somebody else was first it reads the order anew and decides again.
    private func change(
        _ id: String,
        _ record: EventRecord,
        from first: AggregateState,
        _ decide: (AggregateState) -> [NewAggregateEvent]
    ) async throws -> JSON {
        var order = first
        for attempt in 1... {
            let events = decide(order)
            if events.isEmpty {
                record.log(.info, "order was so far before", ["order_id": .string(id), "version": .int(order.version)])
                break
            }
            do {
                order = try await record.context.append(
                    events,
                    to: Self.name(id),
                    expecting: order.version,
                    publishing: Self.publication
                )
                break
            } catch let conflict as ConcurrencyConflict {
                record.log(
                    .warn,
                    "somebody else was first: \(conflict.description)",
                    [
                        "order_id": .string(id), "expected_version": .int(conflict.expected),
                        "actual_version": .int(conflict.actual), "error": conflict.info.json,
                    ]
                )
                record.context.metric("ConcurrencyConflicts", 1, unit: "Count")
                if attempt == Self.attempts { throw conflict.info }
                order = try await record.context.aggregate(Self.name(id))
            }
        }
        return ["order_id": .string(id), "version": .int(order.version)]
    }

    @Sendable private static func publication(_ event: AggregateEvent, _ state: JSON) -> (
        source: String, type: String, data: JSON
    )? {
        (
            "order-ledger", OrderLedger.published,
            [
                "order_id": .string(event.aggregate.id), "order_version": .int(event.version),
                "event": .string(event.type),
                "status": state["status"] ?? .null, "total": state["total"] ?? .null,
            ]
        )
    }
}
