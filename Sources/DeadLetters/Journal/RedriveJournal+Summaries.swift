import EventModel

/// A task as the first and last lines of its journal tell, whatever the size of its selection.
struct TaskSummary: Sendable {
    var header: TaskHeader
    var progress: RedriveProgress
    /// Nothing will be done any more unless someone asks for it.
    var hasEnded: Bool {
        switch progress.state {
        case .planned, .scheduled, .running, .cancelling, .interrupted: false
        case .cancelled, .completed, .failed, .stopped: true
        }
    }
}

extension RedriveJournal {
    /// All tasks, newest first; one that no process runs, and that has not ended, reads `interrupted`.
    func summaries() throws -> [TaskSummary] {
        try store.names().reversed().filter(Self.isTask).compactMap { name in
            guard var summary = try summary(name) else { return nil }
            if !summary.hasEnded, summary.progress.state != .scheduled, try !store.isHeld(name) {
                // It may have ended between the two looks.
                guard let again = try self.summary(name) else { return nil }
                summary = again
                if !summary.hasEnded, summary.progress.state != .scheduled { summary.progress.state = .interrupted }
            }
            return summary
        }
    }

    /// Nil if the file has no whole header, or is gone.
    func summary(_ name: String) throws -> TaskSummary? {
        guard let head = try head(name), let header = TaskHeader(json: head) else { return nil }
        var summary = TaskSummary(header: header, progress: TaskRecord(header: header).progress)
        // The last record of progress is near the end; behind it is at most a batch.
        for limit in [65_536, 1 << 20, Int.max / 2] {
            guard let tail = try store.read(name, from: -limit, limit: .max) else { return nil }
            if let progress = Self.lastProgress(tail, header) {
                summary.progress = progress
                break
            }
            if tail.count < limit {
                summary.progress.state = .failed
                summary.progress.notes = ["it was never written down whole: nothing of it was begun"]
                break
            }
        }
        return summary
    }

    private func head(_ name: String) throws -> JSON? {
        for limit in [65_536, Int.max / 2] {
            guard let head = try store.read(name, from: 0, limit: limit) else { return nil }
            if let end = head.firstIndex(of: 0x0A) { return try? JSON(parsing: Array(head[..<end])) }
            if head.count < limit { return nil }
        }
        return nil
    }

    private static func lastProgress(_ tail: [UInt8], _ header: TaskHeader) -> RedriveProgress? {
        let mark = Array("{\"record\":\"progress\"".utf8)
        guard var end = tail.lastIndex(of: 0x0A) else { return nil }
        while end > 0 {
            let start = (tail[..<end].lastIndex(of: 0x0A) ?? -1) + 1
            if tail[start..<end].starts(with: mark),
                case .progress(let progress) = JournalRecord(line: Array(tail[start..<end]), header: header)
            {
                return progress
            }
            guard start > 0 else { return nil }
            end = start - 1
        }
        return nil
    }
}
