import EventModel

extension DeadLetterEngine {
    /// Buries messages and removes them from their queue; ``undo(_:reason:progress:)`` brings them back while the graveyard has them.
    /// `sent` counts what was removed; what another task has locked stays and is skipped.
    ///
    /// - Parameter kind: `.discard`, or `.park` for what retention would delete: the graveyard keeps it longer.
    /// - Throws: ``DeadLetterError`` `readOnly`, `noSuchQueue`.
    package func discard(
        _ queue: String,
        _ ids: [String],
        kind: RedriveProgress.Kind = .discard,
        reason: String? = nil,
        progress report: @escaping Report
    ) async throws -> RedriveProgress {
        try requireWritable()
        _ = try await depth(queue)
        var seen = Set<String>()
        return try await remove(
            queue,
            ids.filter { seen.insert($0).inserted },
            kind: kind == .park ? .park : .discard,
            reason: reason,
            note: nil,
            report
        )
    }

    /// Buries and removes all that is in a queue now; what dies meanwhile stays.
    ///
    /// - Throws: ``DeadLetterError`` `readOnly`, `noSuchQueue`.
    package func purge(
        _ queue: String,
        reason: String? = nil,
        progress report: @escaping Report
    ) async throws -> RedriveProgress {
        try requireWritable()
        var ids: [String] = []
        try await scanOutlines(queue) { outline in
            ids.append(outline.id)
            return true
        }
        let note = "purged \(queue): all \(ids.count) that were in it"
        return try await remove(queue, ids, kind: .purge, reason: reason, note: note, report)
    }

    private func remove(
        _ queue: String,
        _ ids: [String],
        kind: RedriveProgress.Kind,
        reason: String?,
        note: String?,
        _ report: @escaping Report
    ) async throws -> RedriveProgress {
        let instant = now()
        let header = TaskHeader(
            task: self.ids(),
            kind: kind,
            actor: actor,
            reason: reason,
            queue: queue,
            selected: ids.count,
            frozen: instant,
            submitted: instant,
            note: note
        )
        try record(AuditEntry.Act(kind), header, detail: note ?? "")
        try pass(.audited)
        let log = try journal.create(header, ids: ids, generations: [:])
        try pass(.planned)
        var record = TaskRecord(header: header)
        record.ids = ids
        return try await remove(log, record, isResumed: false, report)
    }

    /// Removes what is left of a task that this process holds. A message that is gone was removed: by this task, if it has
    /// buried it.
    func remove(_ log: TaskLog, _ record: TaskRecord, isResumed: Bool, _ report: @escaping Report) async throws
        -> RedriveProgress
    {
        try await keep(record.progress) {
            var progress = TaskRecord(header: record.header).progress
            progress.state = .running
            if let note = record.header.note { progress.notes = [note] }
            self.tell(progress, report)
            var end = RedriveProgress.State.completed
            do {
                let own = isResumed ? try await self.buriedIDs(record.header.task) : []
                for chunk in record.ids.chunks(of: self.broker.traits.batch) {
                    if self.isCancelled(record.header.task, log, { progress.add(note: $0) }) {
                        end = .cancelled
                        break
                    }
                    let gone = try await self.broker.delete(
                        Array(chunk),
                        from: record.header.queue,
                        for: record.header.task
                    )
                    try self.pass(.deleted)
                    let set = Set(gone)
                    let before = chunk.count { !set.contains($0) && own.contains($0) }
                    progress.sent += set.count + before
                    let missed = chunk.count - set.count - before
                    progress.skipped += missed
                    if missed > 0 { progress.add(note: "some were gone, or locked by another task, and stay") }
                    try log.append([.progress(progress)], isDurable: false)
                    try self.pass(.journalled)
                    self.tell(progress, report)
                }
            } catch let error as ProcessEnded {
                log.close()
                throw error
            } catch {
                progress.add(note: "stopped: \(error)")
                end = .failed
            }
            return try self.finish(log, record.header, progress, end, report)
        }
    }

    /// What a task has buried and that was not brought back.
    private func buriedIDs(_ task: String) async throws -> Set<String> {
        var ids: Set<String> = []
        try await broker.eachBuried(task) { page in
            for buried in page where !buried.isRestored { ids.insert(buried.letter.id) }
        }
        return ids
    }
}
