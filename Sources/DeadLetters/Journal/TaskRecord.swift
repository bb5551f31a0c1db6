import EventModel

/// A task as its journal tells: what it is, its frozen selection, and how far each of its messages has come.
struct TaskRecord: Sendable {
    /// Where a message stands; the order is that of the states.
    enum State: UInt8, Sendable { case planned, intent, sent, deleted }
    /// A message between INTENT and DELETED.
    struct Open: Hashable, Sendable {
        var key: String
        var body: String
        var at: Timestamp
        var newID: String?
    }

    var header: TaskHeader
    var ids: [String] = []
    var generations: [String: Int] = [:]
    var isFrozen = false
    /// The last one that was written.
    var progress: RedriveProgress
    private(set) var states: [State] = []
    private(set) var open: [Int: Open] = [:]
    /// Bytes that could be read; what is behind them was not written to its end.
    private(set) var validSize = 0

    init(header: TaskHeader) {
        self.header = header
        progress = RedriveProgress(
            id: header.task,
            queue: header.queue,
            selected: header.selected,
            state: .planned,
            kind: header.kind,
            actor: header.actor,
            started: header.frozen
        )
    }

    /// Reads a journal as far as it is whole; nil if it has no header.
    init?(_ bytes: [UInt8]) {
        var record: TaskRecord?
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            guard let line = JournalRecord(line: Array(bytes[start..<end]), header: record?.header) else { break }
            if case .task(let header) = line {
                guard record == nil else { break }
                record = TaskRecord(header: header)
            } else {
                record?.apply(line)
            }
            start = end + 1
        }
        guard var record else { return nil }
        record.validSize = start
        self = record
    }

    mutating func apply(_ record: JournalRecord) {
        switch record {
        case .task: break
        case .edit(let id, let edit): header.options.edits[id] = edit
        case .selected(let ids, let generations):
            self.ids += ids
            self.generations.merge(generations) { $1 }
        case .frozen(let count):
            isFrozen = count == ids.count
            states = Array(repeating: .planned, count: ids.count)
        case .progress(let progress): self.progress = progress
        case .claimed: break
        case .intent(let intents, let at):
            for intent in intents {
                set(intent.place, .intent)
                open[intent.place] = Open(key: intent.key, body: intent.body, at: at)
            }
        case .sent(let sent):
            for sent in sent {
                set(sent.place, .sent)
                open[sent.place, default: Open(key: "", body: "", at: header.frozen)].newID = sent.newID
            }
        case .unsent(let places): for place in places { close(place, .planned) }
        case .deleted(let places): for place in places { close(place, .deleted) }
        case .outcome: break
        }
    }

    private mutating func set(_ place: Int, _ state: State) {
        if states.indices.contains(place) { states[place] = state }
    }

    private mutating func close(_ place: Int, _ state: State) {
        set(place, state)
        open[place] = nil
    }
}
