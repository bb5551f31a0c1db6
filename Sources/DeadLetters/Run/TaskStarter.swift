import EventModel

/// Takes the locks of a task before anything is sent: of all of its messages, or of none.
struct TaskStarter {
    let engine: DeadLetterEngine
    let log: TaskLog
    let record: TaskRecord
    var progress: RedriveProgress
    var claimed: Timestamp
    private var owners: [String: TaskSummary?] = [:]

    var header: TaskHeader { record.header }
    var broker: any DeadLetterBroker { engine.broker }

    init(engine: DeadLetterEngine, log: TaskLog, record: TaskRecord) {
        self.engine = engine
        self.log = log
        self.record = record
        progress = TaskRecord(header: record.header).progress
        claimed = engine.now()
    }

    /// For a task of which nothing was done yet.
    ///
    /// - Throws: ``DeadLetterError`` `locked` if a task that was there first, or that was interrupted, has one of the messages.
    mutating func begin() async throws -> TaskStart {
        var mine: [Int] = []
        mine.reserveCapacity(record.ids.count)
        for chunk in record.ids.indices.chunks(of: broker.traits.batch) {
            let missing = try await claim(chunk, into: &mine)
            try await explain(missing, refuses: true)
        }
        try log.append([.claimed(mine.count, at: engine.now())], isDurable: false)
        try engine.pass(.claimed)
        let schedule = try await schedule(mine)
        return TaskStart(progress: progress, schedule: schedule.0, onWay: schedule.1, claimed: claimed)
    }

    /// Locks messages, adds the places of those that it got, and answers the others.
    mutating func claim(_ places: some Collection<Int>, into mine: inout [Int]) async throws -> [Int] {
        let now = engine.now()
        if now - claimed >= TaskRunner.prolongEvery, !mine.isEmpty {
            try await broker.prolong(header.task, in: header.queue, until: now + TaskRunner.lease)
            claimed = now
        }
        let ids = places.map { record.ids[$0] }
        let got = try await broker.claim(ids, in: header.queue, for: header.task, until: now + TaskRunner.lease)
        if got.count == ids.count {
            mine += places
            return []
        }
        let set = Set(got)
        mine += places.filter { set.contains(record.ids[$0]) }
        return places.filter { !set.contains(record.ids[$0]) }
    }

    /// Counts messages that could not be locked as skipped, and says why.
    mutating func explain(_ places: [Int], refuses: Bool) async throws {
        guard !places.isEmpty else { return }
        var locked: [String: Int] = [:]
        var there = 0
        let task = header.task
        try await broker.eachLetter(places.map { record.ids[$0] }, in: header.queue) { letter in
            there += 1
            if let owner = letter.lockedBy, owner != task { locked[owner, default: 0] += 1 }
        }
        for (owner, count) in locked.sorted(by: { $0.key < $1.key }) {
            let summary = try owners[owner] ?? engine.journal.summary(task: owner)
            owners[owner] = .some(summary)
            let text = describe(owner, summary, count)
            if refuses, isFirst(summary) { throw DeadLetterError(.locked, text) }
            note(text)
        }
        if there < places.count { note("some were gone when their turn came") }
        progress.skipped += places.count
    }

    /// Whether the owner of a lock was there before this task, as far as anybody knows.
    private func isFirst(_ owner: TaskSummary?) -> Bool {
        guard let owner else { return true }
        return owner.progress.state == .interrupted
            || (owner.header.submitted, owner.header.task) < (header.submitted, header.task)
    }

    private func describe(_ owner: String, _ summary: TaskSummary?, _ count: Int) -> String {
        let name = summary.map { "task \(owner) of \($0.header.actor)" } ?? "task \(owner)"
        let text = "\(count) \(count == 1 ? "is" : "are") locked by \(name)"
        guard summary?.progress.state == .interrupted else { return text }
        return text + ", which was interrupted: resume it first"
    }

    mutating func note(_ text: String) {
        progress.add(note: text)
    }
}

extension RedriveJournal {
    /// A task by its id, with a state that is true now; nil if the journal does not know it.
    func summary(task: String) throws -> TaskSummary? {
        guard let name = try? name(task) else { return nil }
        guard var summary = try summary(name) else { return nil }
        if !summary.hasEnded, summary.progress.state != .scheduled, try !store.isHeld(name) {
            summary.progress.state = .interrupted
        }
        return summary
    }
}
