import EventModel

/// One line of a task's journal. Messages are named by their place in the frozen selection.
///
/// A message goes PLANNED → CLAIMED → INTENT → SENT → DELETED → OUTCOME. PLANNED is the frozen selection itself, CLAIMED is known
/// to the broker; a transactional broker knows INTENT, SENT and DELETED as one, so that only how far the task has come is written
/// for it.
enum JournalRecord: Hashable, Sendable {
    struct Intent: Hashable, Sendable {
        var place: Int
        var key: String
        /// SHA-256 of the body that is sent.
        var body: String
    }
    struct Sent: Hashable, Sendable {
        var place: Int
        var newID: String
    }
    case task(TaskHeader)
    case edit(id: String, RedriveOrder.Edit)
    /// The next messages of the selection, and how often those that were were redriven before.
    case selected([String], generations: [String: Int])
    /// The selection is complete.
    case frozen(count: Int)
    case progress(RedriveProgress)
    /// A process has claimed what is left.
    case claimed(Int, at: Timestamp)
    case intent([Intent], at: Timestamp)
    case sent([Sent])
    /// It is known that what was intended was not sent.
    case unsent([Int])
    case deleted([Int])
    /// What became of messages that were sent, by the dead letters' ids.
    case outcome(completed: [String], diedAgain: [String])
}

extension JournalRecord {
    /// Appends the record as one line.
    func write(to out: inout [UInt8]) {
        if case .selected(let ids, let generations) = self {
            // The longest lines by far: written without a tree.
            out += "{\"record\":\"selected\",\"ids\":[".utf8
            for (i, id) in ids.enumerated() {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                JSON.write(id, to: &out)
            }
            out += "],\"generations\":{".utf8
            for (i, id) in ids.filter({ generations[$0] != nil }).enumerated() {
                if i > 0 { out.append(UInt8(ascii: ",")) }
                JSON.write(id, to: &out)
                out += ":\(generations[id] ?? 0)".utf8
            }
            out += "}}".utf8
        } else {
            json.write(to: &out)
        }
        out.append(0x0A)
    }

    private var json: JSON {
        func places(_ places: [Int]) -> JSON { .array(places.map(JSON.int)) }
        switch self {
        case .task(let header): return header.json
        case .edit(let id, let edit):
            return [
                "record": "edit", "id": .string(id), "body": .string(base64(edit.body)),
                "attributes": .object(
                    JSON.Object(edit.attributes.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
                ),
            ]
        case .selected: return .null
        case .frozen(let count): return ["record": "frozen", "count": .int(count)]
        case .progress(let progress): return progress.json
        case .claimed(let count, let at):
            return ["record": "claimed", "count": .int(count), "at": .int(Int(at.nanoseconds))]
        case .intent(let intents, let at):
            return [
                "record": "intent", "at": .int(Int(at.nanoseconds)),
                "items": .array(intents.map { [.int($0.place), .string($0.key), .string($0.body)] }),
            ]
        case .sent(let sent):
            return ["record": "sent", "items": .array(sent.map { [.int($0.place), .string($0.newID)] })]
        case .unsent(let unsent): return ["record": "unsent", "items": places(unsent)]
        case .deleted(let deleted): return ["record": "deleted", "items": places(deleted)]
        case .outcome(let completed, let diedAgain):
            return [
                "record": "outcome", "completed": .array(completed.map(JSON.string)),
                "died_again": .array(diedAgain.map(JSON.string)),
            ]
        }
    }
}
