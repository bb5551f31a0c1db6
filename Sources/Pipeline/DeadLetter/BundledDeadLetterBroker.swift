import Dispatch
package import EventModel
import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The dead-letter queues of a data directory, with or without a pipeline that runs on it: in this process, in another, or none.
///
/// A redrive is one transaction: the dead letter is buried, the new message is on disk and the dead one gone, or nothing of it has
/// happened, so nothing is ever sent twice.
package final class BundledDeadLetterBroker: DeadLetterBroker {
    let journal: Journal
    let telemetry: TelemetryWriter
    let now: @Sendable () -> Timestamp
    let ids: IDSource
    let actor: String
    /// Wakes the pipeline of this process; one of another process notices the commit.
    private let wake: @Sendable () -> Void
    /// Writes telemetry beside the next transaction.
    private let scribe = DispatchQueue(label: "tailrace.redrive")

    package let traits = DeadLetterBrokerTraits(isTransactional: true, batch: 10_000)

    /// On a data directory; the pipeline may run elsewhere. `actor` names who acts, in the journal and in telemetry.
    ///
    /// - Throws: ``DeadLetterError`` `unavailable` where there is no pipeline's data; ``JournalError``.
    package init(
        data directory: String,
        ids: @escaping IDSource = uuidInOrder,
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
    package init(_ pipeline: Pipeline, ids: @escaping IDSource = uuidInOrder, actor: String = "operator") {
        journal = pipeline.journal
        telemetry = pipeline.telemetry
        self.ids = ids
        now = { [clock = pipeline.settings.clock] in clock.now() }
        self.actor = actor
        wake = { [scheduler = pipeline.scheduler] in scheduler.ring() }
    }

    /// What a transaction leaves to tell of once it is on disk.
    typealias Report = @Sendable (inout TelemetryLines) -> Void

    /// Commits what `body` does, then writes the telemetry that it answers beside its result, on another thread, and returns when it
    /// is in its file.
    func write<R: Sendable>(_ body: @escaping @Sendable (Database) throws -> (R, Report?)) async throws -> R {
        let (result, report) = try await journal.write(body)
        tell(report)
        if report != nil { await settle() }
        wake()
        return result
    }

    /// The same in the turn of this call, without waiting: what is written or begun after it comes after it. Returns when the telemetry
    /// may still be on its way.
    func begin<R: Sendable>(_ body: @escaping @Sendable (Database) throws -> (R, Report?)) -> Task<R, any Error> {
        let (answers, answer) = AsyncStream<Result<(R, Report?), any Error>>.makeStream()
        journal.begin(body) { result in
            answer.yield(result)
            answer.finish()
        }
        return Task { [self] in
            for await result in answers {
                let (result, report) = try result.get()
                tell(report)
                wake()
                return result
            }
            throw CancellationError()
        }
    }

    private func tell(_ report: Report?) {
        guard let report else { return }
        scribe.async { [telemetry] in
            var lines = TelemetryLines()
            report(&lines)
            telemetry.write(lines)
            telemetry.flush()
        }
    }

    /// Waits until everything that was told is in its file.
    func settle() async {
        await withCheckedContinuation { continuation in scribe.async { continuation.resume() } }
    }
}
