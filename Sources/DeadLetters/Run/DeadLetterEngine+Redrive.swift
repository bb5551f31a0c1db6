import EventModel
import Synchronization

extension DeadLetterEngine {
    /// Runs a plan and reports how it goes, its end included; a scheduled one is only written down, for ``attend(progress:)``.
    ///
    /// Cancelling the Swift task, or ``cancel(_:)``, stops it between two batches: what was sent stays sent, the rest stays in the
    /// dead-letter queue. An error of the broker ends it in the state `failed` with the reason among the notes; what was
    /// confirmed until then counts.
    ///
    /// - Throws: ``DeadLetterError`` if nothing was started: `readOnly`, `noSuchQueue`, `noSuchDestination`, `locked` with the
    ///   owner's name if one of the messages is another task's, `badInput` for a group key or a body change that cannot be read.
    package func redrive(_ plan: RedrivePlan, progress report: @escaping Report) async throws -> RedriveProgress {
        try requireWritable()
        _ = try await depth(plan.queue)
        try check(plan.options)
        let header = TaskHeader(
            task: plan.id,
            kind: .redrive,
            actor: actor,
            reason: plan.options.reason,
            queue: plan.queue,
            selected: plan.ids.count,
            frozen: plan.frozen,
            submitted: now(),
            options: plan.options
        )
        let isScheduled = plan.options.start != .now
        let notes = try await resolve(plan.options.destination, Array(plan.destinations.keys))
        if !isScheduled { try requireNoneOpen(plan.ids, header) }
        try record(isScheduled ? .schedule : .redrive, header, detail: plan.options.detail(plan.destinations))
        try pass(.audited)
        let log: TaskLog
        do {
            log = try journal.create(header, ids: plan.ids, generations: plan.generations)
            try pass(.planned)
        } catch {
            if error is ProcessEnded { throw error }
            try? record(isScheduled ? .schedule : .redrive, header, outcome: "refused: \(error)")
            throw error
        }
        var record = TaskRecord(header: header)
        record.ids = plan.ids
        record.generations = plan.generations
        if isScheduled {
            defer { log.close() }
            record.progress.state = .scheduled
            try log.append([.progress(record.progress)], isDurable: true)
            try self.record(.schedule, header, outcome: "scheduled")
            report(record.progress)
            return record.progress
        }
        return try await run(log, record, notes: notes, how: .begin, report)
    }

    /// How a task gets to its locks.
    enum Beginning: Sendable {
        /// Refused, and forgotten, if it cannot have them all.
        case begin
        /// Kept in the journal as failed then: nobody waits for the answer.
        case attend
        case resume(resendsUncertain: Bool)
    }

    /// Runs a task that this process holds.
    func run(
        _ log: TaskLog,
        _ record: TaskRecord,
        notes: [String] = [],
        how: Beginning,
        _ report: @escaping Report
    ) async throws -> RedriveProgress {
        try await keep(record.progress) {
            var starter = TaskStarter(engine: self, log: log, record: record)
            for note in notes { starter.note(note) }
            var start: TaskStart
            do {
                switch how {
                case .begin, .attend: start = try await starter.begin()
                case .resume(let resends):
                    start = try await starter.resume(resend: resends)
                    try await start.look(self.broker)
                }
            } catch {
                try await self.refuse(log, record, how: how, error, report)
            }
            var runner = TaskRunner(engine: self, log: log, record: record, start: start, report: report)
            return try await runner.perform()
        }
    }

    /// A task that could not have its locks: gives up what it got.
    private func refuse(_ log: TaskLog, _ record: TaskRecord, how: Beginning, _ error: any Error, _ report: Report)
        async throws -> Never
    {
        defer { log.close() }
        if error is ProcessEnded { throw error }
        try? await broker.release(record.header.task, in: record.header.queue)
        let outcome = "refused: \(error)"
        switch how {
        case .begin:
            try? journal.remove(log)
            try? self.record(.redrive, record.header, outcome: outcome)
        case .attend, .resume:
            // The counts of before are true still.
            var progress = record.progress
            progress.state = .failed
            progress.notes.append(outcome)
            _ = try? finish(log, record.header, progress, .failed, report)
        }
        throw error
    }

    /// Makes a task known as running here while `work` runs, out of reach of the caller's cancellation: that asks it to stop.
    func keep(_ progress: RedriveProgress, _ work: @escaping @Sendable () async throws -> RedriveProgress) async throws
        -> RedriveProgress
    {
        let task = progress.id
        let isNew = state.withLock { state in
            guard state.running[task] == nil else { return false }
            state.running[task] = Running(progress: progress)
            return true
        }
        guard isNew else {
            throw DeadLetterError(.locked, "task \(task) is running already; wait for it or cancel it")
        }
        defer { state.withLock { $0.running[task] = nil } }
        // A task of its own: cancelling must not reach into a batch that the broker is at.
        let running = Task { try await work() }
        return try await withTaskCancellationHandler {
            try await running.value
        } onCancel: {
            askToStop(task)
        }
    }

    func askToStop(_ task: String) { state.withLock { $0.running[task]?.isCancelled = true } }

    /// R1: before anything is claimed. A source that is gone is the broker's to refuse, message by message, if others are there;
    /// answers what to know of such.
    func resolve(_ destination: DeadLetter.Destination?, _ own: [DeadLetter.Destination]) async throws -> [String] {
        if let destination {
            _ = try await broker.check(destination)
            return []
        }
        var notes: [String] = []
        for destination in own.sorted(by: { $0.description < $1.description }) {
            do { _ = try await broker.check(destination) } catch {
                if own.count == 1 { throw error }
                notes.append("\(error)")
            }
        }
        return notes
    }

    /// Whether options can be followed at all.
    func check(_ options: RedriveOptions) throws {
        if case .group(let key) = options.order { _ = try GroupKey(key) }
        for change in options.changes { try change.check() }
    }

    /// A message between INTENT and DELETED of another task, whose process has ended, has gone or may have gone: it is that
    /// task's to end.
    private func requireNoneOpen(_ ids: [String], _ header: TaskHeader) throws {
        guard !broker.traits.isTransactional else { return }
        var wanted: Set<String>?
        for other in try journal.summaries() where other.header.queue == header.queue && other.header.kind == .redrive {
            let isOpen = other.progress.state == .interrupted || other.progress.state == .failed
            guard isOpen, let record = try? journal.read(other.header.task), !record.open.isEmpty else { continue }
            let set = wanted ?? Set(ids)
            wanted = set
            let count = record.open.keys.count { record.ids.indices.contains($0) && set.contains(record.ids[$0]) }
            guard count > 0 else { continue }
            throw DeadLetterError(
                .locked,
                "\(count) \(count == 1 ? "was" : "were") being sent by task \(other.header.task) of \(other.header.actor) when it "
                    + "ended in the middle: resume it first"
            )
        }
    }
}

extension RedriveOptions {
    /// In one line, for the audit log.
    func detail(_ destinations: [DeadLetter.Destination: Int]) -> String {
        var parts = destinations.sorted { $0.key.description < $1.key.description }.map { "\($0.value) to \($0.key)" }
        if let rate {
            parts.append(rate.from < rate.to ? "\(rate.from) to \(rate.to) a second" : "\(rate.to) a second")
        }
        if let canary { parts.append("canary of \(canary)") }
        if case .group(let key) = order { parts.append("in order by \(key)") }
        if let stopAbove { parts.append("stops above \(Int((stopAbove * 100).rounded())) %") }
        if !edits.isEmpty { parts.append("\(edits.count) edited by hand") }
        if headers == .classed { parts.append("headers classed") }
        parts += changes.map { "\($0.path) set to \($0.value)" }
        switch start {
        case .now: break
        case .at(let instant): parts.append("at \(instant.rfc3339())")
        case .after(let type): parts.append("after \(type)")
        }
        return parts.joined(separator: ", ")
    }
}
