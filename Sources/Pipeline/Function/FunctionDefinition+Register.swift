import EventModel
import GRDB

extension FunctionDefinition {
    /// Leaves it in the journal, for tools that have no definition.
    func register(in db: Database) throws {
        let tags = JSON.object(JSON.Object(tags.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }))
        try db.run(
            """
            INSERT OR REPLACE INTO functions(name, live, service, memory, concurrency, timeout, flow, tags)
            VALUES(?, 1, ?, ?, ?, ?, ?, ?)
            """,
            [name, service, memoryMB, concurrency, timeout.nanoseconds, flow, tags.description]
        )
    }
}
