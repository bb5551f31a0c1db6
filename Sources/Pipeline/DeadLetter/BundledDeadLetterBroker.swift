package import EventModel
import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The dead-letter queues of a data directory, with or without a pipeline that runs on it: in this process, in another, or none.
///
/// A redrive is one transaction: the new message is on disk and the dead one gone, or neither, so nothing is ever sent twice.
package final class BundledDeadLetterBroker: DeadLetterBroker {
    let journal: Journal
    let telemetry: TelemetryWriter
    let now: @Sendable () -> Timestamp
    let ids: IDSource
    let actor: String
    /// Wakes the pipeline of this process; one of another process notices the commit.
    private let wake: @Sendable () -> Void

    /// On a data directory; the pipeline may run elsewhere. `actor` names who acts, in the journal and in telemetry.
    ///
    /// - Throws: ``DeadLetterError`` `unavailable` where there is no pipeline's data; ``JournalError``.
    package init(
        data directory: String,
        ids: @escaping IDSource = uuid,
        actor: String = "operator",
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) throws {
        guard access(directory + "/pipeline.sqlite", F_OK) == 0 else {
            throw DeadLetterError(
                .unavailable,
                "no pipeline has run on \(directory) (there is no \(directory)/pipeline.sqlite); name its directory with --data"
            )
        }
        journal = try Journal(directory: directory)
        // A file of its own: the pipeline's is rotated by the pipeline.
        telemetry = try TelemetryWriter(folder: directory + "/telemetry", prefix: "telemetry-\(getpid())-")
        self.ids = ids
        self.actor = actor
        self.now = now
        wake = {}
    }

    /// On a pipeline of this process.
    package init(_ pipeline: Pipeline, actor: String = "operator") {
        journal = pipeline.journal
        telemetry = pipeline.telemetry
        ids = pipeline.settings.ids
        now = { [clock = pipeline.settings.clock] in clock.now() }
        self.actor = actor
        wake = { [scheduler = pipeline.scheduler] in scheduler.ring() }
    }

    /// Commits `body`, then writes the telemetry it made.
    func write<R: Sendable>(_ body: @escaping @Sendable (Database, inout TelemetryLines) throws -> R) async throws -> R
    {
        let (result, lines) = try await journal.write { db in
            var lines = TelemetryLines()
            let result = try body(db, &lines)
            return (result, lines)
        }
        if lines.count > 0 {
            telemetry.write(lines)
            telemetry.flush()
        }
        wake()
        return result
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

    package func check(_ destination: DeadLetter.Destination) async throws {
        try await journal.read { try BundledDeadLetterBroker.require(destination, in: $0) }
    }
}
