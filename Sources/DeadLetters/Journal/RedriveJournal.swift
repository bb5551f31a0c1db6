import EventModel

/// All tasks, a file each, named by when the task was submitted and by its id. A file is appended to, never changed; what a crash left
/// of its last line is cut off when the task goes on.
struct RedriveJournal: Sendable {
    /// Finished tasks that are kept.
    static let kept = 1_000
    private static let droppedName = "dropped"
    let store: any RecordStore

    /// Writes down a new task: its header, edits and the frozen selection; on disk when this returns. The task is held.
    func create(_ header: TaskHeader, ids: [String], generations: [String: Int]) throws -> TaskLog {
        let names = try store.names()
        try trim(names)
        let name = Self.name(header)
        guard Self.find(header.task, in: names) == nil, let file = try store.open(name) else {
            throw DeadLetterError(.locked, "task \(header.task) is there already; a plan is run once")
        }
        let log = TaskLog(name: name, in: store, file: file)
        var bare = header
        bare.options.edits = [:]
        let edits = header.options.edits.sorted { $0.key < $1.key }.map { JournalRecord.edit(id: $0.key, $0.value) }
        try log.append([.task(bare)] + edits, isDurable: false)
        for chunk in ids.chunks(of: 1_000) {
            let chunk = Array(chunk)
            var own: [String: Int] = [:]
            if !generations.isEmpty { for id in chunk { own[id] = generations[id] } }
            try log.append([.selected(chunk, generations: own)], isDurable: false)
        }
        let progress = TaskRecord(header: header).progress
        try log.append([.frozen(count: ids.count), .progress(progress)], isDurable: true)
        return log
    }

    /// Takes a task to go on with it.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchTask`; `locked` while it runs.
    func take(_ task: String) throws -> (TaskLog, TaskRecord) {
        let name = try name(task)
        guard let file = try store.open(name) else {
            throw DeadLetterError(.locked, "task \(task) is running; wait for it or cancel it")
        }
        guard let record = TaskRecord(try file.read(from: 0)), record.isFrozen else {
            file.close()
            throw DeadLetterError(.noSuchTask, "task \(task) was never written down whole: nothing of it was begun")
        }
        try file.truncate(to: record.validSize)
        let log = TaskLog(name: name, in: store, file: file)
        log.forgetStopRequest()
        return (log, record)
    }

    /// Reads a task whole.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchTask`.
    func read(_ task: String) throws -> TaskRecord {
        guard let bytes = try store.read(try name(task)), let record = TaskRecord(bytes) else {
            throw Self.unknown(task)
        }
        return record
    }

    /// Whether a process runs the task now.
    func isHeld(_ task: String) throws -> Bool {
        guard let name = try Self.find(task, in: store.names()) else { return false }
        return try store.isHeld(name)
    }

    func remove(_ log: TaskLog) throws {
        try store.remove(log.name)
        log.close()
    }

    /// Tasks that are no longer kept.
    func dropped() throws -> Int {
        try store.read(Self.droppedName).flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
    }

    private func trim(_ names: [String]) throws {
        let tasks = names.filter(Self.isTask)
        guard tasks.count >= Self.kept else { return }
        var dropped = 0
        for name in tasks.prefix(tasks.count - Self.kept + 1) {
            guard let summary = try summary(name), summary.hasEnded, try !store.isHeld(name) else { continue }
            try store.remove(name)
            try store.remove(StopRequest.name(of: name))
            dropped += 1
        }
        guard dropped > 0 else { return }
        try store.replace(Self.droppedName, with: Array(String(try self.dropped() + dropped).utf8))
    }

    func name(_ task: String) throws -> String {
        guard let name = try Self.find(task, in: store.names()) else { throw Self.unknown(task) }
        return name
    }

    static func unknown(_ task: String) -> DeadLetterError {
        DeadLetterError(.noSuchTask, "no task '\(task)' is in the journal")
    }

    static func isTask(_ name: String) -> Bool { name.hasSuffix(".jsonl") }

    private static func name(_ header: TaskHeader) -> String {
        let digits = String(max(0, header.submitted.nanoseconds))
        return String(repeating: "0", count: max(0, 19 - digits.count)) + digits + suffix(header.task)
    }

    private static func find(_ task: String, in names: [String]) -> String? {
        let suffix = suffix(task)
        return names.last { $0.hasSuffix(suffix) && $0.utf8.count == 19 + suffix.utf8.count }
    }

    /// An id is anything; a name has only what every file system takes.
    private static func suffix(_ task: String) -> String {
        var text = "-"
        for byte in task.utf8 {
            let isPlain =
                byte < 128 && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber)
            if isPlain || byte == UInt8(ascii: "-") {
                text.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                text += "%\(byte)"
            }
        }
        return text + ".jsonl"
    }
}
