import EventModel

/// An execution of a state machine among a flow's hops: the hop of the execution itself, and those of its states.
struct ExecutionOutline {
    /// -1: only states of it are known.
    var node: Int
    /// In the order in which they were entered.
    var states: [Int] = []

    /// The entry with which it begins.
    func opening(_ entries: FlowEntries) -> Int32 {
        node >= 0 ? entries.opening[node] : states.first.map { entries.opening[$0] } ?? .max
    }

    /// For each record what it tells of an execution; read from columns, from lines only where these hold the type.
    static func events(_ records: [FlowRecord], _ lines: FlowLines) -> [StateEvent] {
        var known: [UInt16: StateEvent] = [:]
        return records.map { record in
            guard record.hop == .state, let (chunk, row) = lines.snapshot.place(record.id) else { return .none }
            let type = chunk.eventType[row]
            if let event = known[type] { return event }
            if let name = lines.snapshot.names.name(type) {
                let event = StateEvent(name)
                known[type] = event
                return event
            }
            guard lines.decode(record.id), let name = lines.decoder.text(.eventType) else { return .other }
            return StateEvent(name)
        }
    }

    /// Every execution of a flow, in the order in which they began.
    static func all(
        _ skeleton: FlowSkeleton,
        _ order: [Int],
        _ owned: OwnedRecords,
        _ events: [StateEvent],
        _ records: [FlowRecord],
        _ entries: FlowEntries,
        _ lines: FlowLines
    ) -> [ExecutionOutline] {
        var found: [ExecutionOutline] = []
        var of = [Int32](repeating: -1, count: skeleton.nodes.count)
        // States whose execution's own records are not there are told apart by its id.
        var lone: [String: Int] = [:]
        for n in order where skeleton.nodes[n].kind == .state {
            let parent = skeleton.nodes[n].parent
            if owned[n].contains(where: { events[Int($0)].isOfExecution }) {
                of[n] = Int32(truncatingIfNeeded: found.count)
                found.append(ExecutionOutline(node: n))
                continue
            }
            if parent >= 0, of[parent] >= 0 {
                of[n] = of[parent]
            } else {
                let first = records[skeleton.nodes[n].first].id
                let id = lines.decode(first) ? lines.decoder.member("execution_id") ?? "" : ""
                let known = lone[id] ?? found.count
                if known == found.count { found.append(ExecutionOutline(node: -1)) }
                lone[id] = known
                of[n] = Int32(truncatingIfNeeded: known)
            }
            found[Int(of[n])].states.append(n)
        }
        for i in found.indices { found[i].states.sort { entries.opening[$0] < entries.opening[$1] } }
        return found.sorted { $0.opening(entries) < $1.opening(entries) }
    }
}

extension LineDecoder {
    /// A member of the line's object as text; nil if it has none, or another kind of value.
    func member(_ name: StaticString) -> String? {
        let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        guard let place = tape.member(name, of: JSONTape.top), tape.kind(place) == .string else { return nil }
        return tape.string(place)
    }
}
