/// What places are called, once all are known.
struct TopologyNames {
    private let table: NameTable
    /// Names that dead letters came to: a queue of that name is the same queue.
    private var deadLetterQueues = Set<UInt16>()
    /// Some records are hops. Services that are only heard of are then none: queues write metrics under their names, and
    /// handlers log under the service of their function.
    private(set) var hasHops = false

    init(_ keys: [TopologyKey], _ counts: [Int], _ table: NameTable) {
        self.table = table
        for (number, key) in keys.enumerated() where counts[number] > 0 {
            for place in [key.from, key.to] {
                switch place.kind {
                case .deadLetterQueue:
                    deadLetterQueues.insert(place.name)
                    hasHops = true
                case .bus, .ruleTarget, .queue, .function, .stateMachine: hasHops = true
                case .nowhere, .service, .outside, .heard: break
                }
            }
        }
    }

    /// Nil of places that are none.
    func of(_ place: TopologyPlace) -> (kind: Topology.Kind, name: String)? {
        let name = place.name == NameTable.inLine ? "(others)" : table.name(place.name) ?? ""
        switch place.kind {
        case .nowhere, .outside, .heard: return nil
        case .service: return (.service, name)
        case .function: return (.function, name)
        case .stateMachine: return (.stateMachine, name)
        case .bus: return (.bus, name)
        // `RULE/TARGET`.
        case .ruleTarget: return (.rule, String(name.prefix { $0 != "/" }))
        case .queue: return (deadLetterQueues.contains(place.name) ? .deadLetterQueue : .queue, name)
        case .deadLetterQueue: return (.deadLetterQueue, name)
        }
    }
}
