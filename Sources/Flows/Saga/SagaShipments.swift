import EventModel
import Pipeline

/// Books a parcel with a carrier: the table `saga-shipments`, one item an order.
struct SagaShipments: Sendable {
    let service: Service
    static let table = "saga-shipments"

    func create(_ record: EventRecord) async throws -> JSON {
        let task = try SagaTask(record)
        let order = task.order
        let delivery = record.event["delivery"]?.string ?? ""
        try await frame { try await task.ask("carrier", delivery, "busy", service) }
        let carriers = try record.catalogue.carriers
        let carrier = carriers[order.id.utf8.reduce(0) { $0 + Int($1) } % carriers.count]
        if SandboxToken(delivery).behaviour == "refused" {
            throw failure("ShipmentError", "\(carrier) does not deliver order \(order.id): the address is unknown")
        }
        let shipment = try await record.context.transact { tables in
            if let before = tables[Self.table, order.id] {
                guard task.owns(before), before["status"] == "created" else {
                    throw failure("ShipmentError", "the parcel of order \(order.id) was called back")
                }
                return before
            }
            let tracking = "\(carrier.prefix(2).uppercased())-\(order.id.dropFirst(4))"
            let shipment = task.item("created", ["carrier": .string(carrier), "tracking": .string(tracking)])
            tables[Self.table, order.id] = shipment
            return shipment
        }
        task.log("parcel booked", ["carrier": .string(carrier)])
        return shipment
    }
}
