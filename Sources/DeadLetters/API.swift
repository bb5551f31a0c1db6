package import EventModel

private func notYet() -> DeadLetterError { DeadLetterError(.unavailable, "not yet") }

extension DeadLetterEngine {
    /// What edits and body changes do to each message that they change, the first `limit` of them; nothing is sent.
    package func changes(_ plan: RedrivePlan, limit: Int = 50) async throws -> [MessageChange] { throw notYet() }

    /// Runs a plan; a scheduled one is only written down. Cancelling the Swift task, or ``cancel(_:)``, stops it between two
    /// batches.
    ///
    /// - Throws: ``DeadLetterError`` `readOnly`, `noSuchQueue`, `noSuchDestination`, `locked` (naming the owner).
    package func redrive(_ plan: RedrivePlan, progress: @escaping Report) async throws -> RedriveProgress {
        throw notYet()
    }

    /// Buries the messages and removes them; `kind` is `.discard` or `.park`.
    package func discard(
        _ queue: String,
        _ ids: [String],
        kind: RedriveProgress.Kind = .discard,
        reason: String? = nil,
        progress: @escaping Report
    ) async throws -> RedriveProgress { throw notYet() }

    /// Buries and removes all that is in the queue now.
    package func purge(_ queue: String, reason: String? = nil, progress: @escaping Report) async throws
        -> RedriveProgress
    {
        throw notYet()
    }

    /// Messages that retention deletes within a time, the soonest first, by queue; of all queues if none is named.
    package func expiring(_ queue: String? = nil, within: Duration, limit: Int = 10_000) async throws -> [String:
        [DeadLetterOutline]]
    { throw notYet() }

    /// Brings back what a task took out: `sent` restored, `skipped` consumed or there already, `failed` gone for good.
    package func undo(_ task: String, reason: String? = nil, progress: @escaping Report) async throws -> RedriveProgress
    {
        throw notYet()
    }

    /// All tasks that the journal knows, newest first.
    package func tasks() async throws -> [RedriveProgress] { throw notYet() }

    /// A task with fresh counts of what became of its messages.
    package func outcome(_ task: String) async throws -> RedriveProgress { throw notYet() }

    /// Goes on with a task that was interrupted, cancelled, stopped or failed, with the messages it has left.
    ///
    /// - Parameter resendUncertain: send again those of which nobody knows whether they were sent.
    package func resume(_ task: String, resendUncertain: Bool = false, progress: @escaping Report) async throws
        -> RedriveProgress
    { throw notYet() }

    /// Asks a task that runs here to stop after the batch it is at; takes back a scheduled one of any process.
    package func cancel(_ task: String) {}

    /// Runs scheduled tasks when they are due, until it is cancelled; one process at a time, the others wait.
    package func attend(progress: @escaping Report) async {}

    /// Writes messages as JSON lines, lossless; answers how many.
    package func export(
        _ queue: String,
        _ selection: DeadLetterSelection,
        to write: ([UInt8]) async throws -> Void
    ) async throws -> Int { throw notYet() }

    /// Puts exported messages into a queue.
    package func `import`(_ queue: String, lines: some Sequence<[UInt8]>, reason: String? = nil) async throws
        -> ImportReport
    {
        throw notYet()
    }

    /// The same, of lines that come one after another.
    package func `import`<Lines: AsyncSequence>(_ queue: String, lines: Lines, reason: String? = nil) async throws
        -> ImportReport where Lines.Element == [UInt8]
    { throw notYet() }

    /// The audit log, verified.
    package func history() async throws -> AuditReading { throw notYet() }
}
