import EventModel
import Pipeline

/// A customer's file: who sent it, and its rows.
struct IngestBatch: Sendable {
    var customer: String
    var token: String
    var rows: [(sku: String, quantity: Int)]
    /// What a row may say: no sum of them ever overflows.
    private static let quantities = 1...1_000_000

    /// - Throws: ``ErrorInfo`` `InvalidFile` that names the file, the row and what is wrong.
    init(_ bytes: [UInt8], key: String) throws {
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw failure("InvalidFile", "'\(key)' is \(error)")
        }
        guard let customer = json["customer"]?.string, let rows = json["rows"]?.array else {
            throw failure("InvalidFile", "'\(key)' has no customer or no rows")
        }
        self.customer = customer
        token = json["warehouse_token"]?.string ?? ""
        self.rows = try rows.enumerated().map { index, row in
            guard let sku = row["sku"]?.string, let quantity = row["quantity"]?.integer,
                Self.quantities.contains(quantity)
            else {
                throw failure("InvalidFile", "'\(key)' rows[\(index)] has no sku or no quantity from 1 to 1000000")
            }
            return (sku, quantity)
        }
    }
}
