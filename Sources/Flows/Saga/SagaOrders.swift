import EventModel
import Pipeline

/// Says what became of an order: the table `saga-orders`. The first execution of an order is the one that counts.
struct SagaOrders: Sendable {
    let service: Service
    private static let table = "saga-orders"

    func complete(_ record: EventRecord) async throws -> JSON {
        let task = try SagaTask(record)
        let order = task.item(
            "completed",
            [
                "payment_id": record.event[path: "payment.payment_id"] ?? .null,
                "tracking": record.event[path: "shipment.tracking"] ?? .null,
            ]
        )
        return try await settle(order, task)
    }

    func fail(_ record: EventRecord) async throws -> JSON {
        let task = try SagaTask(record)
        // The cause of a function's error is the text of an object.
        let cause = record.event[path: "error.Cause"]?.string ?? ""
        let message = (try? JSON(parsing: cause))?["errorMessage"] ?? .string(cause)
        let error = record.event[path: "error.Error"] ?? .null
        return try await settle(task.item("failed", ["error": error, "reason": message]), task)
    }

    private func settle(_ order: JSON, _ task: SagaTask) async throws -> JSON {
        try await service.call(3...20, task.record, "settle")
        let id = task.order.id
        let kept = try await task.record.context.transact { tables in
            if let before = tables[Self.table, id] { return before }
            tables[Self.table, id] = order
            return order
        }
        let isOwn = task.owns(kept)
        task.log(isOwn ? "order \(kept["status"]?.string ?? "")" : "order was settled before, by another execution")
        return isOwn ? kept : order
    }
}
