import EventModel

extension DeadLetterEngine {
    /// Brings back what a task took out of its dead-letter queue, as it was: `sent` counts what was restored, `skipped` what was
    /// received already or is there, `failed` what the graveyard no longer has.
    ///
    /// - Throws: ``DeadLetterError`` `readOnly`, `noSuchTask`; `locked` while the task runs.
    package func undo(_ task: String, reason: String? = nil, progress report: @escaping Report) async throws
        -> RedriveProgress
    {
        try requireWritable()
        guard let undone = try journal.summary(task: task) else { throw RedriveJournal.unknown(task) }
        guard !undone.progress.state.isRunning else {
            throw DeadLetterError(.locked, "task \(task) is \(undone.progress.state.rawValue): cancel it first")
        }
        guard undone.header.kind != .undo else {
            throw DeadLetterError(.noSuchTask, "task \(task) is an undo itself: redrive or discard the messages again")
        }
        let instant = now()
        let header = TaskHeader(
            task: ids(),
            kind: .undo,
            actor: actor,
            reason: reason,
            queue: undone.header.queue,
            selected: undone.progress.sent,
            frozen: instant,
            submitted: instant,
            undoes: task
        )
        try record(.undo, header, detail: "of task \(task), a \(undone.header.kind.rawValue) by \(undone.header.actor)")
        try pass(.audited)
        let log = try journal.create(header, ids: [], generations: [:])
        try pass(.planned)
        return try await bringBack(log, TaskRecord(header: header), report)
    }

    /// Restores page by page. Doing it twice does no harm: what was restored stays so.
    func bringBack(_ log: TaskLog, _ record: TaskRecord, _ report: @escaping Report) async throws -> RedriveProgress {
        let header = record.header
        let task = header.undoes ?? ""
        return try await keep(record.progress) {
            var progress = TaskRecord(header: header).progress
            progress.state = .running
            self.tell(progress, report)
            var counts = RestoreCounts()
            var after: Int?
            var end = RedriveProgress.State.completed
            do {
                while true {
                    if self.isCancelled(header.task, log, { progress.add(note: $0) }) {
                        end = .cancelled
                        break
                    }
                    let page = try await self.broker.buried(task, after: after, limit: self.broker.wholePage)
                    guard let last = page.last else { break }
                    counts.add(try await self.broker.restore(page.map(\.number), of: task))
                    try self.pass(.committed)
                    counts.count(in: &progress)
                    try log.append([.progress(progress)], isDurable: false)
                    try self.pass(.journalled)
                    self.tell(progress, report)
                    after = last.number
                }
            } catch let error as ProcessEnded {
                log.close()
                throw error
            } catch {
                progress.add(note: "stopped: \(error)")
                end = .failed
            }
            // How many there are is known only now.
            if end == .completed { progress.selected = counts.total }
            return try self.finish(log, header, progress, end, report)
        }
    }
}

/// What became of the messages that were to be restored.
private struct RestoreCounts {
    private var restored = 0, consumed = 0, present = 0, gone = 0
    var total: Int { restored + consumed + present + gone }

    mutating func add(_ results: [RestoreResult]) {
        for result in results {
            switch result {
            case .restored: restored += 1
            case .consumed: consumed += 1
            case .present: present += 1
            case .gone: gone += 1
            }
        }
    }

    func count(in progress: inout RedriveProgress) {
        progress.sent = restored
        progress.skipped = consumed + present
        progress.failed = gone
        progress.selected = max(progress.selected, total)
        progress.notes = []
        if consumed > 0 { progress.notes.append("\(consumed) were received already: what was sent of them stays sent") }
        if present > 0 { progress.notes.append("\(present) were there already") }
        if gone > 0 { progress.notes.append("\(gone) are not in the graveyard any more") }
    }
}
