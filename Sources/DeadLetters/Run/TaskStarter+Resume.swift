import EventModel

extension TaskStarter {
    /// For a task that another process has begun: rule R6. What was sent is only removed, never sent again; of what was about to be
    /// sent the broker is asked.
    ///
    /// - Parameter resend: send again what nobody knows of.
    mutating func resume(resend: Bool) async throws -> TaskStart {
        if broker.traits.isTransactional { return try await resumeInOneTransaction() }
        var todo: [Int] = []
        var doubtful: [Int] = []
        var unremoved: [Int] = []
        for chunk in record.ids.indices.chunks(of: broker.traits.batch) {
            let open = chunk.filter { record.states[$0] != .deleted }
            progress.sent += chunk.count - open.count
            guard !open.isEmpty else { continue }
            var mine: [Int] = []
            let missing = try await claim(open, into: &mine)
            // Gone and known to be sent: it was removed before that could be written down.
            let there = try await stillThere(missing.filter { record.states[$0] != .planned })
            let removed = missing.filter { record.states[$0] == .sent && !there.contains($0) }
            progress.sent += removed.count
            if !removed.isEmpty { try log.append([.deleted(removed)], isDurable: false) }
            let stuck = missing.filter { record.states[$0] == .sent && there.contains($0) }
            progress.sent += stuck.count
            if !stuck.isEmpty {
                note("\(stuck.count) were sent and are locked by another task: look before they go again")
            }
            try await explain(missing.filter { record.states[$0] != .sent }, refuses: false)
            for place in mine {
                switch record.states[place] {
                case .sent: unremoved.append(place)
                case .intent: doubtful.append(place)
                default: todo.append(place)
                }
            }
        }
        try log.append([.claimed(todo.count + doubtful.count + unremoved.count, at: engine.now())], isDurable: false)
        try engine.pass(.claimed)
        try await remove(unremoved)
        let blocked = try await clear(doubtful, resend: resend, into: &todo)
        todo.sort()
        let schedule = try await schedule(todo, blocked: blocked, isResumed: true)
        return TaskStart(progress: progress, schedule: schedule.0, onWay: schedule.1, claimed: claimed)
    }

    /// What was sent has left the queue in the same transaction: what is there was not sent.
    private mutating func resumeInOneTransaction() async throws -> TaskStart {
        var mine: [Int] = []
        for chunk in record.ids.indices.chunks(of: broker.traits.batch) {
            let missing = try await claim(chunk, into: &mine)
            guard !missing.isEmpty else { continue }
            let known = try await broker.sent(missing.map { key($0) })
            let sent = missing.filter { known[key($0)] != nil }
            progress.sent += sent.count
            try await explain(missing.filter { known[key($0)] == nil }, refuses: false)
        }
        try log.append([.claimed(mine.count, at: engine.now())], isDurable: false)
        try engine.pass(.claimed)
        let schedule = try await schedule(mine, isResumed: true)
        return TaskStart(progress: progress, schedule: schedule.0, onWay: schedule.1, claimed: claimed)
    }

    private func key(_ place: Int) -> String {
        header.key(record.ids[place], record.generations[record.ids[place]] ?? 0)
    }

    private func stillThere(_ places: [Int]) async throws -> Set<Int> {
        guard !places.isEmpty else { return [] }
        var ids: Set<String> = []
        try await broker.eachLetter(places.map { record.ids[$0] }, in: header.queue) { ids.insert($0.id) }
        return Set(places.filter { ids.contains(record.ids[$0]) })
    }

    /// SENT → DELETED.
    private mutating func remove(_ places: [Int]) async throws {
        progress.sent += places.count
        for chunk in places.chunks(of: broker.traits.batch) {
            let removed = Set(
                try await broker.delete(chunk.map { record.ids[$0] }, from: header.queue, for: header.task)
            )
            let gone = chunk.filter { removed.contains(record.ids[$0]) }
            try engine.pass(.deleted)
            if !gone.isEmpty { try log.append([.deleted(Array(gone))], isDurable: false) }
            if gone.count < chunk.count { note("\(chunk.count - gone.count) were sent and could not be removed") }
        }
    }

    /// INTENT without SENT: sent after all, to be sent again without harm, or uncertain; answers the uncertain ones.
    private mutating func clear(_ places: [Int], resend: Bool, into todo: inout [Int]) async throws -> [Int] {
        var uncertain: [Int] = []
        let now = engine.now()
        for chunk in places.chunks(of: broker.traits.batch) {
            let known = try await broker.sent(chunk.map { record.open[$0]?.key ?? key($0) })
            var sent: [JournalRecord.Sent] = []
            for place in chunk {
                let open = record.open[place]
                if let newID = known[open?.key ?? key(place)] {
                    sent.append(JournalRecord.Sent(place: place, newID: newID))
                } else if resend || isDeduped(since: open?.at, now) {
                    todo.append(place)
                } else {
                    uncertain.append(place)
                }
            }
            guard !sent.isEmpty else { continue }
            try log.append([.sent(sent)], isDurable: true)
            try await remove(sent.map(\.place))
        }
        if !uncertain.isEmpty {
            progress.uncertain += uncertain.count
            note(
                "\(uncertain.count) may or may not have been sent when the process ended: look whether they arrived, "
                    + "then resume the task and have them sent again, or discard them"
            )
        }
        return uncertain
    }

    /// Whether the destination still drops a second message with the same key.
    private func isDeduped(since: Timestamp?, _ now: Timestamp) -> Bool {
        guard let window = broker.traits.dedupeWindow, let since else { return false }
        // A message that was sent at the end of the window must still be seen as the same.
        return now >= since && now - since + TaskRunner.lease < window
    }
}
