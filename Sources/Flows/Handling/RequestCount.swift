import EventModel
import Pipeline

extension FunctionContext {
    /// Counts one more request under a key and answers how many there have been, this one among them.
    func countRequest(_ key: String, in table: String) async throws -> Int {
        try await transact { tables in
            let count = (tables[table, key]?["requests"]?.integer ?? 0) + 1
            tables[table, key] = ["requests": .int(count)]
            return count
        }
    }
}
