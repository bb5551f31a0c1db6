import EventModel
import Pipeline

/// Takes an order's items out of the table `saga-stock`, and puts them back: the table `saga-reservations`, one item an order.
struct SagaStock: Sendable {
    let service: Service
    private static let (table, reservations) = ("saga-stock", "saga-reservations")

    func reserve(_ record: EventRecord) async throws -> JSON {
        let task = try SagaTask(record)
        let order = task.order
        try await frame { try await task.ask("warehouse", order.reservation, "busy", service) }
        let catalogue = try record.catalogue
        let (reservation, short) = try await record.context.transact { tables in
            if let before = tables[Self.reservations, order.id] {
                guard task.owns(before), before["status"] == "reserved" else {
                    throw failure("InventoryError", "the reservation of order \(order.id) was given up")
                }
                return (before, [String]())
            }
            let wanted = order.quantities
            func shelf(_ sku: String) -> Shelf {
                Shelf(tables[Self.table, sku]) ?? Shelf(available: catalogue.product(sku)?.stock ?? 0)
            }
            let short = wanted.filter { shelf($0.key).available < $0.value }.keys.sorted()
            for sku in short {
                // The supplier fills the shelf up, so that the next order finds some.
                var shelf = shelf(sku)
                shelf.supply(max(0, (catalogue.product(sku)?.stock ?? 0) - shelf.available))
                tables[Self.table, sku] = shelf.item
            }
            guard short.isEmpty else { return (JSON.null, short) }
            for (sku, quantity) in wanted {
                var shelf = shelf(sku)
                shelf.available -= quantity
                tables[Self.table, sku] = shelf.item
            }
            let items = wanted.sorted { $0.key < $1.key }.map { item -> JSON in
                ["sku": .string(item.key), "quantity": .int(item.value)]
            }
            let reservation = task.item("reserved", ["items": .array(items)])
            tables[Self.reservations, order.id] = reservation
            return (reservation, [])
        }
        guard short.isEmpty else {
            throw failure("InventoryError", "stock is short of \(short.joined(separator: ", ")) for order \(order.id)")
        }
        task.log("stock reserved", ["items": .int(order.items.count)])
        return reservation
    }

    /// Puts the items back, once, and calls back the parcel that an attempt may have booked of which nobody heard. What was not done is
    /// not done any more: an attempt that comes late is refused.
    func release(_ record: EventRecord) async throws -> JSON {
        let task = try SagaTask(record)
        let order = task.order
        try await service.call(4...40, record, "release")
        let released = try await record.context.transact { tables -> JSON in
            if let parcel = tables[SagaShipments.table, order.id] {
                if task.owns(parcel), parcel["status"] == "created", case .object(var members) = parcel {
                    members["status"] = "cancelled"
                    tables[SagaShipments.table, order.id] = .object(members)
                }
            } else {
                tables[SagaShipments.table, order.id] = task.item("void")
            }
            guard let reservation = tables[Self.reservations, order.id] else {
                let void = task.item("void")
                tables[Self.reservations, order.id] = void
                return void
            }
            guard task.owns(reservation), reservation["status"] == "reserved", case .object(var members) = reservation
            else { return reservation }
            for item in reservation["items"]?.array ?? [] {
                guard let sku = item["sku"]?.string, let quantity = item["quantity"]?.integer,
                    var shelf = Shelf(tables[Self.table, sku])
                else { continue }
                shelf.available = shelf.available.adding(quantity)
                tables[Self.table, sku] = shelf.item
            }
            members["status"] = "released"
            members["released_by"] = .string(task.token)
            tables[Self.reservations, order.id] = .object(members)
            return .object(members)
        }
        task.log("stock \(released["status"]?.string ?? "void")")
        return released
    }
}

/// An item of the table `saga-stock`: what there is of a product, and what the supplier brought since the shop opened.
private struct Shelf {
    var available: Int
    var supplied = 0

    init(available: Int) { self.available = available }

    init?(_ item: JSON?) {
        guard let item else { return nil }
        available = item["available"]?.integer ?? 0
        supplied = item["supplied"]?.integer ?? 0
    }

    var item: JSON { ["available": .int(available), "supplied": .int(supplied)] }

    mutating func supply(_ quantity: Int) {
        available = available.adding(quantity)
        supplied = supplied.adding(quantity)
    }
}

extension Order {
    /// How many are wanted of each product.
    fileprivate var quantities: [String: Int] {
        items.reduce(into: [:]) { $0[$1.sku, default: 0] += $1.quantity }
    }
}
