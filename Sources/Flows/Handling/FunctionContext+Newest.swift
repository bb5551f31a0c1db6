import EventModel
import Pipeline

extension FunctionContext {
    /// Writes an item unless one that is as new or newer is there: events may come twice, and late. Answers whether it wrote.
    ///
    /// - Parameter member: The member of the item that only rises: the number of an edit, the reading of a meter.
    func keepNewest(_ item: JSON, _ key: String, in table: String, by member: String) async throws -> Bool {
        try await transact { tables in
            if let before = tables[table, key]?[member]?.integer, before >= item[member]?.integer ?? .min {
                return false
            }
            tables[table, key] = item
            return true
        }
    }
}
