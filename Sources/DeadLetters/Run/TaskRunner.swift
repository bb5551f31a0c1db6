import EventModel
import Synchronization

/// Runs one task that this process holds: does what the pure ``RedriveRun`` asks for, and writes it down.
struct TaskRunner {
    let engine: DeadLetterEngine
    let log: TaskLog
    let header: TaskHeader
    let ids: [String]
    let generations: [String: Int]
    let report: DeadLetterEngine.Report
    var run: RedriveRun
    /// Locks are prolonged from then on.
    var prolongAt: Timestamp
    var tracker: FateTracker
    /// Places of messages that others of their group wait for, by id.
    var onWay: [String: Int] = [:]
    var hasReleased = false
    /// A batch that the broker is at.
    var flight: Flight?
    /// Messages that went since progress was written down last, and when it is written down at the latest.
    var unwritten = 0
    var writeAt: Timestamp
    static let mostUnwritten = 10
    /// How much further one look reads in the graveyard while there is more to send.
    static let pagesWhileSending = 5

    var broker: any DeadLetterBroker { engine.broker }
    var task: String { header.task }

    /// How long locks hold if nobody gives them up or prolongs them.
    static let lease = Duration.seconds(60)
    static let prolongEvery = Duration.seconds(20)
    /// Messages between INTENT and DELETED at once, where sending and removing are not one transaction: so many may go twice when
    /// the process ends in the middle.
    static let window = 10

    /// Messages that go at once where one transaction takes them.
    static let mostAtOnce = 10_000

    /// A batch of so many is on its way while the next is made ready; of smaller ones each has come back before the next goes.
    static let worthFlight = 1_000

    static func batch(_ broker: any DeadLetterBroker, _ options: RedriveOptions) -> Int {
        guard broker.traits.isTransactional else { return max(1, min(broker.traits.batch, window)) }
        return options.readsMessages ? broker.wholePage : max(1, min(broker.traits.batch, mostAtOnce))
    }

    init(
        engine: DeadLetterEngine,
        log: TaskLog,
        record: TaskRecord,
        start: TaskStart,
        report: @escaping DeadLetterEngine.Report
    ) {
        self.engine = engine
        self.log = log
        self.report = report
        header = record.header
        ids = record.ids
        generations = record.generations
        onWay = start.onWay
        tracker = start.tracker
        let now = engine.now()
        prolongAt = start.claimed + Self.prolongEvery
        writeAt = now
        run = RedriveRun(
            progress: start.progress,
            options: record.header.options,
            schedule: start.schedule,
            batch: Self.batch(engine.broker, record.header.options),
            now: now
        )
    }

    /// Does the task to its end; answers how it ended.
    mutating func perform() async throws -> RedriveProgress {
        tell()
        var state: RedriveProgress.State?
        while state == nil {
            let isCancelled = engine.isCancelled(task, log, { run.note($0) })
            if isCancelled { run.cancel() }
            do {
                if isCancelled || !run.hasMore { try await land() }
                switch run.next(now: engine.now()) {
                case .send(let places):
                    try await prolong()
                    try await send(places)
                    tell()
                case .look:
                    try await look()
                    tell()
                case .wait(let duration):
                    if run.progress.phase == .settling { try await release() }
                    try await wait(duration)
                case .end(let end):
                    try await land()
                    state = end
                }
            } catch let error as ProcessEnded {
                _ = await flight?.results.result
                log.close()
                throw error
            } catch {
                run.fail("stopped: \(error)")
            }
        }
        return try await end(state ?? .failed)
    }

    private mutating func end(_ state: RedriveProgress.State) async throws -> RedriveProgress {
        do {
            try await release()
            try engine.pass(.released)
        } catch let error as ProcessEnded {
            log.close()
            throw error
        } catch {
            run.note(
                "locks could not be given up and end by themselves within \(Self.lease.components.seconds) s: \(error)"
            )
        }
        return try engine.finish(log, header, run.progress, state, report)
    }

    /// Gives up what is left of the locks.
    private mutating func release() async throws {
        guard !hasReleased else { return }
        hasReleased = true
        try await broker.release(task, in: header.queue)
    }

    mutating func prolong() async throws {
        let now = engine.now()
        guard now >= prolongAt, !hasReleased else { return }
        try await broker.prolong(task, in: header.queue, until: now + Self.lease)
        prolongAt = now + Self.prolongEvery
    }

    private mutating func look() async throws {
        let isSending = run.progress.phase == .ramp && onWay.isEmpty
        let start = engine.now()
        let ended = try await tracker.look(broker, task, pages: isSending ? Self.pagesWhileSending : nil)
        run.looked(since: start, now: engine.now())
        guard !ended.isEmpty else { return }
        for id in ended.completed { if let place = onWay.removeValue(forKey: id) { run.ended(place, well: true) } }
        for id in ended.diedAgain { if let place = onWay.removeValue(forKey: id) { run.ended(place, well: false) } }
        run.settled(completed: ended.completed.count, diedAgain: ended.diedAgain.count, now: engine.now())
        var records: [JournalRecord] = []
        if !broker.traits.isTransactional {
            records.append(.outcome(completed: ended.completed, diedAgain: ended.diedAgain))
        }
        try log.append(records + [.progress(run.progress)], isDurable: false)
    }

    /// Waits in pieces, so that a stop is soon heard and locks are prolonged.
    private mutating func wait(_ duration: Duration) async throws {
        var left = duration
        while left > .zero, !engine.isCancelled(task, log) {
            let piece = min(left, .milliseconds(100))
            try await engine.sleep(piece)
            left -= piece
            try await prolong()
        }
    }

    func tell() { engine.tell(run.progress, report) }
}

extension DeadLetterEngine {
    func tell(_ progress: RedriveProgress, _ report: Report) {
        state.withLock { $0.running[progress.id]?.progress = progress }
        report(progress)
    }

    /// Whether a task has been asked to stop, here or from another process; `note` is told when it was another.
    func isCancelled(_ task: String, _ log: TaskLog, _ note: (String) -> Void = { _ in }) -> Bool {
        if let request = log.stopRequest {
            note("\(request.actor) asked it to stop")
            return true
        }
        return state.withLock { $0.running[task]?.isCancelled ?? true }
    }

    /// Writes down how a task ended, in the journal and then in the audit log, and lets go of it.
    func finish(
        _ log: TaskLog,
        _ header: TaskHeader,
        _ progress: RedriveProgress,
        _ end: RedriveProgress.State,
        _ report: Report
    ) throws -> RedriveProgress {
        defer {
            log.forgetStopRequest()
            log.close()
        }
        var progress = progress
        progress.state = end
        progress.phase = nil
        progress.rate = nil
        do {
            try log.append([.progress(progress)], isDurable: true)
            try pass(.ended)
            try record(header.act ?? AuditEntry.Act(header.kind), header, outcome: progress.summary)
        } catch let error as ProcessEnded {
            throw error
        } catch {
            progress.notes.append("how it ended could not be written down: \(error)")
        }
        tell(progress, report)
        return progress
    }
}

extension AuditEntry.Act {
    init(_ kind: RedriveProgress.Kind) {
        self =
            switch kind {
            case .redrive: .redrive
            case .discard: .discard
            case .purge: .purge
            case .park: .park
            case .undo: .undo
            }
    }
}

extension RedriveProgress {
    /// How it ended, in one line: the audit log's outcome.
    var summary: String {
        var text = "\(state.rawValue): \(sent) of \(selected)"
        for (count, word) in [
            (failed, "failed"), (skipped, "skipped"), (uncertain, "uncertain"), (held, "held"),
            (completed, "completed"),
            (diedAgain, "died again"),
        ] where count > 0 {
            text += ", \(count) \(word)"
        }
        if state == .failed || state == .stopped, let note = notes.last { text += "; \(note)" }
        return text
    }
}
