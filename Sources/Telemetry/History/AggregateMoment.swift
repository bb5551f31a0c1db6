package import EventModel

/// An aggregate of an event store as it was at one instant, by the records that carry its state.
package struct AggregateMoment: Hashable, Sendable {
    package struct Change: Hashable, Sendable {
        /// Dotted names of the members that lead to it.
        package var path: String
        /// Nil: it was not there before, or is not there any more.
        package var old: JSON?
        package var new: JSON?
    }
    package var type: String
    package var id: String
    package var version: Int?
    /// Nil where its records say only how large it is, or nothing.
    package var state: JSON?
    package var stateBytes: Int?
    /// The beginning of the state as text, for a screen.
    package var stateText: String?
    /// When the record said so that told it.
    package var at: Timestamp
    /// It changed in this step.
    package var isChanged: Bool
    /// What version it had in the step before; nil where it was not known then.
    package var oldVersion: Int?
    /// What is otherwise than in the step before; bounded.
    package var changes: [Change]

    /// So many changes of one step are told, and so many characters of a state.
    static let mostChanges = 100
    static let longestText = 400

    /// What differs between two states, by the paths to it: objects are compared member by member, all else as a whole.
    static func changes(from old: JSON?, to new: JSON?) -> [Change] {
        var found: [Change] = []
        var waiting: [(path: String, old: JSON?, new: JSON?)] = [("", old, new)]
        while let (path, old, new) = waiting.popLast(), found.count < mostChanges {
            if old == new { continue }
            guard case .object(let a)? = old, case .object(let b)? = new else {
                // A state that is new is told member by member too.
                if path.isEmpty, old == nil, case .object(let b)? = new {
                    found += b.members.prefix(mostChanges).map { Change(path: $0.name, old: nil, new: $0.value) }
                } else {
                    found.append(Change(path: path, old: old, new: new))
                }
                continue
            }
            var names = b.members.map(\.name)
            let known = Set(names)
            names += a.members.map(\.name).filter { !known.contains($0) }
            for name in names.reversed() { waiting.append((path.isEmpty ? name : "\(path).\(name)", a[name], b[name])) }
        }
        return found
    }
}

/// Where a flow's records carry the state of aggregates.
struct AggregateOutlines {
    private struct Mark {
        var entry: Int32
        /// Index of the record.
        var record: Int
    }
    private struct Key: Hashable {
        var type: String
        var id: String
    }
    /// For each aggregate its records, in the order of the entries.
    private var marks: [[Mark]] = []
    private var records = Set<Int>()
    private let ids: [Int]

    /// Only lines in which the word stands are decoded.
    init(_ flow: [FlowRecord], _ entries: FlowEntries, _ lines: FlowLines) {
        ids = flow.map(\.id)
        let word = TextNeedle(exactly: Array("\"aggregate\"".utf8))
        var places: [Key: Int] = [:]
        for (index, record) in flow.enumerated() {
            guard let (chunk, row) = lines.snapshot.place(record.id),
                let line = chunk.line(row, lines.decoder.buffer), word.found(in: line), lines.decoder.decode(line),
                let key = Self.key(lines.decoder)
            else { continue }
            let place = places[key] ?? marks.count
            if place == marks.count { marks.append([]) }
            places[key] = place
            marks[place].append(Mark(entry: entries.ofRecord[index], record: index))
            records.insert(index)
        }
        for i in marks.indices { marks[i].sort { $0.entry < $1.entry } }
        marks.sort { $0[0].entry < $1[0].entry }
    }

    func isMark(_ record: Int) -> Bool { records.contains(record) }

    private static func aggregate(_ decoder: LineDecoder) -> Int? {
        decoder.tape.member("aggregate".utf8, of: JSONTape.top).flatMap {
            decoder.tape.kind($0) == .object ? $0 : nil
        }
    }

    private static func key(_ decoder: LineDecoder) -> Key? {
        guard let at = aggregate(decoder) else { return nil }
        func text(_ name: String) -> String? {
            guard let place = decoder.tape.member(name.utf8, of: at) else { return nil }
            return decoder.tape.kind(place) == .string
                ? decoder.tape.string(place) : decoder.tape.json(place).description
        }
        guard let id = text("id") else { return nil }
        return Key(type: text("type") ?? "", id: id)
    }

    /// The aggregate's id in a record that the decoder holds.
    static func id(_ decoder: LineDecoder) -> String? { key(decoder)?.id }

    /// `Order order-1042 version 3` of a record that the decoder holds; nil if it carries no aggregate.
    static func words(_ decoder: LineDecoder) -> String? {
        guard let key = key(decoder), let at = aggregate(decoder) else { return nil }
        let version = decoder.tape.member("version".utf8, of: at).flatMap { decoder.tape.integer($0) }
        let name = [key.type, key.id].filter { !$0.isEmpty }.joined(separator: " ")
        return version.map { "\(name) version \($0)" } ?? name
    }

    /// The aggregates as they were after so many entries, at most `limit`: those that changed last.
    ///
    /// - Parameter before: how many entries the step before had.
    func moments(
        seen: Int,
        before: Int,
        _ lines: FlowLines,
        limit: Int
    ) -> (shown: [AggregateMoment], hidden: Int) {
        func last(_ marks: [Mark], _ count: Int) -> Mark? {
            var low = 0
            var high = marks.count
            while low < high {
                let middle = (low + high) / 2
                if Int(marks[middle].entry) < count { low = middle + 1 } else { high = middle }
            }
            return low == 0 ? nil : marks[low - 1]
        }
        let known = marks.indices.filter { Int(marks[$0][0].entry) < seen }
        var shown = known
        if known.count > limit {
            shown = known.sorted { (last(marks[$0], seen)?.entry ?? 0) > (last(marks[$1], seen)?.entry ?? 0) }
                .prefix(limit).sorted()
        }
        let moments = shown.compactMap { index -> AggregateMoment? in
            guard let now = last(marks[index], seen), var moment = read(now, lines) else { return nil }
            let old = last(marks[index], before)
            moment.isChanged = old?.entry != now.entry
            if moment.isChanged {
                let past = old.flatMap { read($0, lines) }
                moment.oldVersion = past?.version
                // Of what says only how large it is nobody knows what is otherwise.
                if moment.state != nil, old == nil || past?.state != nil {
                    moment.changes = AggregateMoment.changes(from: past?.state, to: moment.state)
                }
            }
            return moment
        }
        return (moments, known.count - shown.count)
    }

    private func read(_ mark: Mark, _ lines: FlowLines) -> AggregateMoment? {
        let id = ids[mark.record]
        guard lines.decode(id), let key = Self.key(lines.decoder), let at = Self.aggregate(lines.decoder),
            let (chunk, row) = lines.snapshot.place(id)
        else { return nil }
        let tape = lines.decoder.tape
        let state = tape.member("state".utf8, of: at).map { tape.json($0) }
        return AggregateMoment(
            type: key.type,
            id: key.id,
            version: tape.member("version".utf8, of: at).flatMap { tape.integer($0) },
            state: state,
            stateBytes: tape.member("state_bytes".utf8, of: at).flatMap { tape.integer($0) },
            stateText: state.map { String($0.description.prefix(AggregateMoment.longestText)) },
            at: Timestamp(nanoseconds: chunk.when(row)),
            isChanged: false,
            changes: []
        )
    }
}
