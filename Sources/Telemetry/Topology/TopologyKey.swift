import EventModel

extension HopKind {
    private static let byCode = HopKind.allCases

    /// The hop a record is; nil if it is none. Called for every record, so it makes no list of all cases.
    @inline(__always)
    static func of(_ chunk: Chunk, _ row: Int) -> HopKind? {
        let code = chunk.hop[row]
        return code == Chunk.noByte || Int(code) >= byCode.count ? nil : byCode[Int(code)]
    }
}

/// One end of an edge as a number: a kind, and a name of the store's table.
struct TopologyPlace: Hashable {
    var bits: UInt32

    /// What a place is while records are counted. A rule is counted by its targets, as each gets every event.
    enum Kind: UInt32 {
        case nowhere, service, function, stateMachine, bus, ruleTarget, queue, deadLetterQueue
        case topic, subscription, stream, table, bucket, schedule
        /// Stands for whatever is outside: the event has no cause among the records.
        case outside
        /// Stands for records that are neither hops nor events: their service is only heard of.
        case heard
    }

    static let nowhere = TopologyPlace(bits: 0)
    static let outside = TopologyPlace(bits: Kind.outside.rawValue << 16)
    static let heard = TopologyPlace(bits: Kind.heard.rawValue << 16)

    init(bits: UInt32) { self.bits = bits }

    /// Nowhere, if there is no name.
    @inline(__always)
    init(_ kind: Kind, _ name: UInt16) { bits = name == NameTable.none ? 0 : kind.rawValue << 16 | UInt32(name) }

    var kind: Kind { Kind(rawValue: bits >> 16) ?? .nowhere }
    var name: UInt16 { UInt16(truncatingIfNeeded: bits) }

    /// Where a record is, and so where what it causes comes from: as its hop says, unless its resource says more.
    @inline(__always)
    init(_ chunk: Chunk, _ row: Int, _ kinds: ResourceKinds) {
        let resource = chunk.resource[row]
        switch HopKind.of(chunk, row) {
        case .publish: self.init(Kind(kinds[resource], else: .bus), resource)
        case .deliver: self.init(kinds[resource] == .subscription ? .subscription : .ruleTarget, resource)
        case .queue: self.init(Kind(kinds[resource], else: .queue), resource)
        case .state: self.init(.stateMachine, resource)
        case .deadletter: self.init(.deadLetterQueue, resource)
        case .redrive: self.init(.deadLetterQueue, chunk.service[row])
        case .invoke where resource != NameTable.none: self.init(.function, resource)
        case .invoke, .span, .log, nil: self.init(.service, chunk.service[row])
        }
    }
}

extension TopologyPlace.Kind {
    /// The place that a resource is, of a kind that says so.
    @inline(__always)
    fileprivate init(_ kind: ResourceName.Kind, else plain: Self) {
        switch kind {
        case .topic: self = .topic
        case .stream: self = .stream
        case .table: self = .table
        case .bucket: self = .bucket
        case .schedule: self = .schedule
        case .queue: self = .queue
        case .bus: self = .bus
        case .plain, .subscription, .function, .stateMachine: self = plain
        }
    }
}

/// From, to, and the event type that goes along, in one number.
struct TopologyKey: Hashable {
    var bits: UInt64

    /// Set in the kind of `from` where the edge is a guess.
    private static let guess: UInt64 = 1 << 63

    @inline(__always)
    init(_ from: TopologyPlace, _ to: TopologyPlace, _ via: UInt16, inferred: Bool = false) {
        bits = UInt64(from.bits) << 40 | UInt64(to.bits) << 16 | UInt64(via) | (inferred ? TopologyKey.guess : 0)
    }

    var from: TopologyPlace { TopologyPlace(bits: UInt32(truncatingIfNeeded: bits >> 40 & 0x7F_FFFF)) }
    var to: TopologyPlace { TopologyPlace(bits: UInt32(truncatingIfNeeded: bits >> 16 & 0xFF_FFFF)) }
    var via: UInt16 { UInt16(truncatingIfNeeded: bits) }
    var isInferred: Bool { bits & TopologyKey.guess != 0 }
}

/// The edges ever met, each with a number that stays. Bounded: what comes when it is full is counted together as edge 0.
struct TopologyKeys {
    private(set) var keys: [TopologyKey] = [TopologyKey(.nowhere, .nowhere, 0)]
    private var slots: [UInt32] = Array(repeating: 0, count: 256)
    private let limit: Int

    init(limit: Int = 1 << 16) { self.limit = limit }

    @inline(__always)
    private static func spread(_ bits: UInt64) -> Int {
        let (high, low) = bits.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return Int(truncatingIfNeeded: (high ^ low) >> 1)
    }

    /// The edge's number; 0 for one that finds no room.
    @inline(__always)
    mutating func number(of key: TopologyKey) -> Int {
        let mask = slots.count - 1
        var slot = Self.spread(key.bits) & mask
        while slots[slot] != 0 {
            if keys[Int(slots[slot])] == key { return Int(slots[slot]) }
            slot = (slot + 1) & mask
        }
        return add(key, slot)
    }

    private mutating func add(_ key: TopologyKey, _ slot: Int) -> Int {
        guard keys.count <= limit else { return 0 }
        keys.append(key)
        slots[slot] = UInt32(keys.count - 1)
        if keys.count * 2 > slots.count {
            slots = Array(repeating: 0, count: slots.count * 2)
            for number in 1..<keys.count {
                var slot = Self.spread(keys[number].bits) & (slots.count - 1)
                while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
                slots[slot] = UInt32(number)
            }
        }
        return keys.count - 1
    }
}
