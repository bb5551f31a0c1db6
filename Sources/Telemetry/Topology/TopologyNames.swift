/// What places are called, once all are known.
struct TopologyNames {
    private let table: NameTable
    /// Names that dead letters came to: a queue of that name is the same queue.
    private var deadLetterQueues = Set<UInt16>()
    /// Names under which deliveries say that they come from a topic, and topics that say themselves what they are: where only the
    /// former is known, what was published there was published to that topic, though its record says a name alone.
    private var sendingTopics = Set<UInt16>()
    private var topics = Set<String>()
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
                case .topic:
                    let its = ResourceName(table.name(place.name) ?? "")
                    if its.kind == .plain { sendingTopics.insert(place.name) } else { topics.insert(its.name) }
                    hasHops = true
                case .bus, .ruleTarget, .queue, .function, .stateMachine, .subscription, .stream, .table, .bucket,
                    .schedule:
                    hasHops = true
                case .nowhere, .service, .outside, .heard: break
                }
            }
        }
    }

    /// Nil of places that are none.
    func of(_ place: TopologyPlace) -> (kind: Topology.Kind, name: String)? {
        let text = place.name == NameTable.inLine ? "(others)" : table.name(place.name) ?? ""
        let name = ResourceName(text).name
        switch place.kind {
        case .nowhere, .outside, .heard: return nil
        // The object store says of its events what EventBridge does: they come from `aws.s3`.
        case .service: return (text == "aws.s3" ? .objectStore : .service, text)
        case .function: return (.function, name)
        case .stateMachine: return (.stateMachine, name)
        case .bus: return (sendingTopics.contains(place.name) && !topics.contains(name) ? .topic : .bus, name)
        // `RULE/TARGET`.
        case .ruleTarget: return (.rule, String(name.prefix { $0 != "/" }))
        case .queue: return (deadLetterQueues.contains(place.name) ? .deadLetterQueue : .queue, name)
        case .deadLetterQueue: return (.deadLetterQueue, name)
        case .topic: return (.topic, name)
        case .subscription: return (.subscription, name)
        case .stream: return (.stream, name)
        case .table: return (.table, name)
        case .bucket: return (.objectStore, name)
        case .schedule: return (.scheduler, name)
        }
    }
}
