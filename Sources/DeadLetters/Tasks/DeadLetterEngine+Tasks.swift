import EventModel
import Synchronization

extension DeadLetterEngine {
    /// All tasks that the journal knows, newest first; a task whose process has ended in the middle reads `interrupted`.
    package func tasks() async throws -> [RedriveProgress] {
        let running = state.withLock { $0.running }
        return try journal.summaries().map { running[$0.header.task]?.progress ?? $0.progress }
    }

    /// Tasks that ended long ago and are kept no more.
    package func droppedTasks() async throws -> Int { try journal.dropped() }

    /// A task with fresh counts of what became of its messages.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchTask`.
    package func outcome(_ task: String) async throws -> RedriveProgress {
        guard let summary = try journal.summary(task: task) else { throw RedriveJournal.unknown(task) }
        var progress = state.withLock { $0.running[task]?.progress } ?? summary.progress
        guard progress.kind == .redrive else { return progress }
        var (completed, diedAgain) = (0, 0)
        try await broker.eachBuried(task) { page in
            for fate in try await broker.fates(page.lazy.filter { !$0.isRestored }.compactMap(\.sent)) {
                switch fate {
                case .completed: completed += 1
                case .diedAgain: diedAgain += 1
                case .running, .unknown: break
                }
            }
        }
        progress.completed = completed
        progress.diedAgain = diedAgain
        return progress
    }

    /// Goes on with a task that was interrupted, cancelled, stopped, or that failed, with the messages it has left. What was sent is
    /// not sent again; of what may have been sent the broker is asked, and what it does not know of is counted as uncertain and
    /// left where it is.
    ///
    /// - Parameter resendUncertain: send those again; both copies carry the same key.
    /// - Throws: ``DeadLetterError`` `noSuchTask` if it has nothing left to do, `locked` while it runs, and what
    ///   ``redrive(_:progress:)`` throws.
    package func resume(
        _ task: String,
        resendUncertain: Bool = false,
        progress report: @escaping Report
    ) async throws -> RedriveProgress {
        try requireWritable()
        var (log, record) = try journal.take(task)
        record.header.act = .resume
        do {
            try requireUnfinished(record, resendUncertain)
            _ = try await depth(record.header.queue)
            if record.header.kind == .redrive {
                _ = try await resolve(record.header.options.destination, [])
            }
            try self.record(.resume, record.header, detail: resendUncertain ? "sends again what is uncertain" : "")
            try pass(.audited)
        } catch {
            log.close()
            throw error
        }
        switch record.header.kind {
        case .redrive:
            return try await run(log, record, how: .resume(resendsUncertain: resendUncertain), report)
        case .discard, .purge, .park:
            return try await remove(log, record, isResumed: true, report)
        case .undo:
            return try await bringBack(log, record, report)
        }
    }

    private func requireUnfinished(_ record: TaskRecord, _ resendUncertain: Bool) throws {
        let task = record.header.task
        switch record.progress.state {
        case .scheduled:
            throw DeadLetterError(
                .noSuchTask,
                "task \(task) waits for its time; cancel it and plan anew to start it now"
            )
        case .completed where record.progress.remaining == 0 && record.progress.uncertain == 0:
            throw DeadLetterError(.noSuchTask, "task \(task) has ended; nothing of it is left to do")
        case .completed where !resendUncertain:
            throw DeadLetterError(
                .noSuchTask,
                "task \(task) has ended; \(record.progress.uncertain) may or may not have been sent: "
                    + "they go again only if that is asked for"
            )
        default: break
        }
    }

    /// What came of asking a task to stop.
    package enum Cancellation: Hashable, Sendable {
        /// It runs here, and stops after the batch it is at.
        case stopping
        /// Another process runs it, which looks between two batches whether it is asked to stop.
        case asked
        /// It waited for its time, and does not any more.
        case takenBack
        /// It does not run.
        case nothing
    }

    /// Asks a task to stop after the batch it is at, whichever process runs it, or takes back a scheduled one.
    ///
    /// - Throws: ``DeadLetterError`` `readOnly`, `noSuchTask`.
    @discardableResult
    package func cancel(_ task: String) throws -> Cancellation {
        try requireWritable()
        let isRunning = state.withLock { state in
            guard state.running[task] != nil else { return false }
            state.running[task]?.isCancelled = true
            return true
        }
        if isRunning { return .stopping }
        guard try !journal.isHeld(task) else { return try askElsewhere(task) }
        let (log, record): (TaskLog, TaskRecord)
        do { (log, record) = try journal.take(task) } catch let error as DeadLetterError where error.code == .locked {
            return try askElsewhere(task)
        }
        defer { log.close() }
        guard record.progress.state == .scheduled else { return .nothing }
        var progress = record.progress
        progress.state = .cancelled
        try self.record(.cancel, record.header)
        try log.append([.progress(progress)], isDurable: true)
        try self.record(.cancel, record.header, outcome: progress.summary)
        return .takenBack
    }

    private func askElsewhere(_ task: String) throws -> Cancellation {
        guard let summary = try journal.summary(task: task) else { throw RedriveJournal.unknown(task) }
        // Said before it is asked; a second time nothing new is asked for.
        if try !journal.isAskedToStop(task) {
            try record(.cancel, summary.header, detail: "asks it to stop where it runs")
        }
        try journal.askToStop(task, StopRequest(actor: actor))
        return .asked
    }
}
