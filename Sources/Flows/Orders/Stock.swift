import EventModel
import Pipeline

/// The table `stock`: how many there are of each product. What was never written is what the shop opened with.
enum Stock {
    static let table = "stock"

    static func available(_ sku: String, _ tables: any TableAccess, _ catalogue: Catalogue) -> Int {
        tables[table, sku]?["available"]?.integer ?? catalogue.product(sku)?.stock ?? 0
    }

    /// Takes all of an order's items, or none. Answers the products that are short; for these the supplier brings more, so the
    /// next order finds some.
    static func take(_ items: [Order.Item], _ tables: inout any TableAccess, _ catalogue: Catalogue) -> [String] {
        var wanted: [String: Int] = [:]
        for item in items { wanted[item.sku, default: 0] += item.quantity }
        let short = wanted.filter { available($0.key, tables, catalogue) < $0.value }.keys.sorted()
        for (sku, quantity) in wanted {
            let change = short.isEmpty ? -quantity : short.contains(sku) ? catalogue.product(sku)?.reorder ?? 0 : 0
            if change != 0 {
                tables[table, sku] = ["available": .int(available(sku, tables, catalogue).adding(change))]
            }
        }
        return short
    }
}
