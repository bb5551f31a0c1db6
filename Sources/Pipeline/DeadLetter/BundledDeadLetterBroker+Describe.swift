package import EventModel
import GRDB

extension BundledDeadLetterBroker {
    package func queues() async throws -> [DeadLetterQueue] {
        let now = now()
        return try await journal.read { db in
            try db.rows("SELECT name FROM queues WHERE dead = 1 ORDER BY name").map { row in
                let name: String = row[0]
                let sources = try db.rows(
                    "SELECT kind, name, max_receive FROM sources WHERE queue = ? ORDER BY kind, name",
                    [name]
                )
                let held = try DeadLetterDepth(name, in: db, at: now)
                return DeadLetterQueue(
                    name: name,
                    source: sources.map { BundledDeadLetterBroker.destination($0[0], $0[1], or: name).description }
                        .joined(separator: ", "),
                    depth: held.count,
                    oldest: held.oldest,
                    expires: held.expires,
                    maxReceiveCount: sources.compactMap { $0[2] as Int? }.max()
                )
            }
        }
    }

    @discardableResult
    package func check(_ destination: DeadLetter.Destination) async throws -> [String] {
        try await journal.read { db in
            try BundledDeadLetterBroker.require(destination, in: db)
            let name = destination.name
            switch destination.kind {
            case .queue:
                guard
                    let row = try db.rows("SELECT live, dead, mapped FROM queues WHERE name = ?", [name]).first
                else { return [] }
                if !(row[0] as Bool) {
                    return ["no queue of the pipeline that ran here last: nobody reads it"]
                }
                var warnings =
                    (row[1] as Bool) ? ["a dead-letter queue: what is sent there has died again"] : []
                if !(row[2] as Bool) { warnings.append("nobody reads it") }
                return warnings
            case .target:
                if try db.integer("SELECT live FROM targets WHERE name = ?", [name]) == 1 { return [] }
                return ["no target of the pipeline that ran here last: deliveries wait for one that has it"]
            case .function:
                if try db.integer("SELECT live FROM functions WHERE name = ?", [name]) == 1 { return [] }
                return ["no function of the pipeline that ran here last: invocations wait for one that has it"]
            }
        }
    }

    /// - Throws: ``DeadLetterError`` `noSuchQueue` where `queue` is no dead-letter queue.
    static func require(_ queue: String, in db: Database) throws {
        if try db.integer("SELECT 1 FROM queues WHERE name = ? AND dead = 1", [queue]) == nil {
            let names = try db.rows("SELECT name FROM queues WHERE dead = 1 ORDER BY name").map { $0[0] as String }
            let known = names.isEmpty ? "there is none" : "there is " + names.joined(separator: ", ")
            throw DeadLetterError(.noSuchQueue, "no dead-letter queue \(queue); \(known)")
        }
    }

    /// - Throws: ``DeadLetterError`` `noSuchDestination`.
    static func require(_ destination: DeadLetter.Destination, in db: Database) throws {
        let table =
            switch destination.kind {
            case .queue: "queues"
            case .target: "targets"
            case .function: "functions"
            }
        if try db.integer("SELECT 1 FROM \(table) WHERE name = ?", [destination.name]) == nil {
            throw DeadLetterError(.noSuchDestination, "no \(destination.kind.rawValue) \(destination.name) to send to")
        }
    }

    static func destination(_ kind: String?, _ name: String?, or queue: String) -> DeadLetter.Destination {
        guard let kind = kind.flatMap(DeadLetter.Destination.Kind.init(rawValue:)), let name else {
            return .init(.queue, queue)
        }
        return .init(kind, name)
    }
}
