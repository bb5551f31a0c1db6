package import EventModel

/// What happened in one step of a flow.
package struct FlowStep: Hashable, Sendable {
    /// From 1.
    package var number: Int
    package var at: Timestamp
    /// When its record says that it was, where that is before its cause began: two clocks disagree.
    package var recorded: Timestamp?
    package var kind: HopKind
    /// In words: `OrderRequested published on default`.
    package var what: String
    package var service: String
    package var isFailure: Bool
    /// The hop that it is of.
    package var hop: UInt64
    /// Its record; nil for a beginning that only later records tell.
    package var record: Int?
}

extension FlowHistory {
    /// What happened in steps, in order.
    package func steps(_ range: Range<Int>) -> [FlowStep] {
        DecoderPool.shared.with { decoder in
            let lines = FlowLines(snapshot: snapshot, decoder: decoder)
            return range.map { FlowStep($0, in: self, lines) }
        }
    }
}

extension FlowStep {
    /// - Parameter number: from 1 to the history's count.
    init(_ number: Int, in history: FlowHistory, _ lines: FlowLines) {
        let entry = history.entries.all[Int(history.marks[number - 1])]
        let node = Int(entry.node)
        let bare = history.skeleton.nodes[node]
        let record = entry.record < 0 ? nil : history.records[Int(entry.record)]
        self.number = number
        at = Timestamp(nanoseconds: entry.at)
        recorded = record.flatMap {
            entry.at - $0.when > HopLabels.skewTolerance ? Timestamp(nanoseconds: $0.when) : nil
        }
        // What is logged beside a hop says what it says, and nothing of the hop.
        kind = record.map { $0.hop ?? (bare.isHop ? .log : bare.kind) } ?? bare.kind
        hop = history.tree.hops[Int(history.place[node])].key
        self.record = record?.id
        isFailure = record?.failed ?? false
        let told = record ?? history.records[bare.first]
        guard lines.decode(told.id) else {
            (what, service) = ("(its record has been dropped)", "")
            return
        }
        service = lines.decoder.text(.service) ?? ""
        let words = StepWords(lines.decoder, kind)
        if let record {
            let isStart = record.flags.contains(.start)
            let isUnread = record.hop == .queue && record.flags.contains(.noReader)
            let event = history.stateEvents[Int(entry.record)]
            what = words.text(isStart: isStart, isUnread: isUnread, isFailure: record.failed, event)
        } else {
            what = words.beginning
        }
    }
}
