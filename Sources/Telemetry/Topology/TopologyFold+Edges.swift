import EventModel

extension TopologyFold {
    /// The edge that leads to a record; nil if it belongs to what it was caused by, or says nothing.
    @inline(__always)
    func key(_ child: Record, _ parent: Record?) -> TopologyKey? {
        let (chunk, row) = (child.chunk, child.row)
        let to = TopologyPlace(chunk, row, kinds)
        guard to != .nowhere else { return nil }
        let hop = HopKind.of(chunk, row)
        let cause = parent.map { TopologyPlace($0.chunk, $0.row, kinds) } ?? .nowhere
        var from = cause
        switch hop {
        case .redrive: return nil
        case .publish:
            if to.kind == .schedule {
                // Time is what causes it.
                from = .nowhere
            } else if to.kind == .topic, cause.kind == .ruleTarget || cause.kind == .subscription {
                // What a rule or another topic hands on; a bus says who the event is from.
            } else if cause.kind != .function, cause.kind != .stateMachine, cause.kind != .schedule {
                from = TopologyPlace(.service, chunk.service[row])
                // A topic names itself where nobody is known to have published to it.
                if to.kind == .topic { from = .nowhere }
            }
        case .deliver:
            if parent.map({ HopKind.of($0.chunk, $0.row) }) != .redrive, cause.kind != .schedule {
                from = TopologyPlace(to.kind == .subscription ? .topic : .bus, chunk.service[row])
            }
        case .queue, .invoke, .state, .deadletter: break
        case .span, .log, nil:
            guard let parent, from != .nowhere else { break }
            return Self.plainKey(child, parent, from, to)
        }
        return TopologyKey(from == .nowhere ? .outside : from, to, chunk.eventType[row])
    }

    private static func plainKey(_ child: Record, _ parent: Record, _ from: TopologyPlace, _ to: TopologyPlace)
        -> TopologyKey?
    {
        let (chunk, row) = (child.chunk, child.row)
        let isSpan = HopKind.of(chunk, row) == .span
        let (own, resource) = (chunk.eventType[row], chunk.resource[row])
        let before = parent.chunk.eventType[parent.row]
        // A span is named after what is called; an event was made by what the event before it led to.
        let via =
            isSpan
            ? firstName(resource, own, before)
            : firstName(before, own, resource)
        let isHop = parent.chunk.hop[parent.row] != Chunk.noByte && from.kind != .service
        if parent.chunk.service[parent.row] == chunk.service[row] {
            // A line of the handler, or a step within a service.
            if isHop || isSpan || chunk.event[row] == 0 || via == NameTable.none { return nil }
        }
        return TopologyKey(from, to, via)
    }

    @inline(__always)
    private static func firstName(_ a: UInt16, _ b: UInt16, _ c: UInt16) -> UInt16 {
        a != NameTable.none ? a : b != NameTable.none ? b : c
    }
}
