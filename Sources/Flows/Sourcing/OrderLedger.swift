import EventModel
import Pipeline

/// The stream of an order: what its events mean.
enum OrderLedger {
    static let type = "order"
    /// What every event of the stream is published as.
    static let published = "OrderProcessed"

    enum Kind: String {
        case placed = "OrderPlaced"
        case paid = "PaymentCaptured"
        case reserved = "StockReserved"
        case completed = "OrderCompleted"
    }

    /// The reducer: pure, so that the state at any version is what it was.
    @Sendable static func fold(_ state: JSON, _ event: AggregateEvent) -> JSON {
        var order = state.object ?? JSON.Object()
        switch Kind(rawValue: event.type) {
        case .placed:
            order = event.data.object ?? JSON.Object()
            order["status"] = "placed"
        case .paid:
            order["status"] = "paid"
            order["payment_id"] = event.data["payment_id"]
        case .reserved:
            order["status"] = "reserved"
            order["reserved_items"] = event.data["items"]
        case .completed: order["status"] = "completed"
        case nil: break
        }
        return .object(order)
    }

    static func isPaid(_ state: JSON) -> Bool { state["payment_id"] != nil }
    static func isReserved(_ state: JSON) -> Bool { state["reserved_items"] != nil }

    /// What it means that an order is paid: the events that its state still lacks.
    static func paid(_ state: JSON, _ paymentID: String) -> [NewAggregateEvent] {
        if isPaid(state) { return [] }
        let paid = NewAggregateEvent(
            Kind.paid.rawValue,
            ["payment_id": .string(paymentID), "amount": state["total"] ?? .null]
        )
        return [paid] + (isReserved(state) ? [completed] : [])
    }

    /// The same of its stock.
    static func reserved(_ state: JSON, _ items: Int) -> [NewAggregateEvent] {
        if isReserved(state) { return [] }
        return [NewAggregateEvent(Kind.reserved.rawValue, ["items": .int(items)])] + (isPaid(state) ? [completed] : [])
    }

    private static let completed = NewAggregateEvent(Kind.completed.rawValue, [:])
}
