import EventModel

/// The texts of a tree's hops, read from their records' lines one hop at a time.
struct TraceTexts: Sendable {
    /// Which records tell of a hop: more than these are never read for its texts, however many it has.
    struct Telling {
        /// Ids of the first and the last record that tell of the hop itself, and of the last that tells a failure; -1: none.
        var first = -1
        var last = -1
        var failed = -1
        /// Its records name an event.
        var hasEvent = false
        /// Another attempt has the same event id.
        var sharesEvent = false
        /// Its records are yet to come: they tell what it is, not how it ended.
        var isBeforehand = false
    }

    let snapshot: StoreSnapshot
    let telling: [Telling]

    func isOfSameStore(as other: TraceTexts) -> Bool { snapshot.names === other.snapshot.names }

    func node(_ index: Int, in tree: TraceTree) -> TraceNode {
        let hop = tree.hops[index]
        var node = TraceNode(
            id: "",
            kind: hop.kind,
            name: "",
            start: hop.start,
            duration: hop.duration,
            wait: hop.wait,
            status: hop.status,
            awaitsRetry: hop.awaitsRetry,
            attempt: hop.attempt == 0 ? nil : Int(hop.attempt),
            generation: Int(hop.generation),
            critical: hop.critical,
            labels: hop.labels.list,
            records: tree.records(of: index),
            parent: tree.parent(of: index),
            depth: Int(hop.depth)
        )
        node.id = "record:\(node.records.first ?? index)"
        DecoderPool.shared.with { read(telling[index], FlowLines(snapshot: snapshot, decoder: $0), into: &node) }
        return node
    }

    private func read(_ telling: Telling, _ lines: FlowLines, into node: inout TraceNode) {
        let decoder = lines.decoder
        var texts = HopTexts()
        var id: String?
        var records = [telling.first]
        for other in [telling.last, telling.failed] where other >= 0 && !records.contains(other) {
            records.append(other)
        }
        for record in records where record >= 0 && lines.decode(record) {
            if telling.hasEvent { id = id ?? decoder.text(.eventID) }
            if node.service.isEmpty { node.service = decoder.text(.service) ?? "" }
            texts.take(decoder)
            if let wait = decoder.nanoseconds(.wait), wait >= 0 {
                node.wait = max(node.wait ?? .zero, .nanoseconds(wait))
            }
            if let generation = decoder.integer(.generation) { node.generation = max(node.generation, generation) }
            if !telling.isBeforehand, let error = decoder.error { node.error = error }
        }
        if let id { node.id = id }
        if telling.sharesEvent { node.id += "#\(node.attempt ?? 0)" }
        node.name = texts.name(of: node.kind)
    }
}

/// What the name of a hop is made of.
struct HopTexts {
    private var resource: String?
    private var eventType: String?
    private var message: String?
    private var actor: String?

    /// What one more record says; the first one that says something is right.
    mutating func take(_ decoder: LineDecoder) {
        resource = resource ?? decoder.text(.resource)
        eventType = eventType ?? decoder.text(.eventType)
        message = message ?? decoder.message
        actor = actor ?? decoder.text(.actor)
    }

    func name(of kind: HopKind) -> String {
        switch kind {
        case .publish: (eventType ?? resource ?? "publish") + (actor.map { " by \($0)" } ?? "")
        case .deliver: resource.map(Self.delivery) ?? "deliver"
        case .state: state ?? resource.map(Self.resource) ?? eventType ?? kind.rawValue
        case .invoke, .queue, .deadletter: resource.map(Self.resource) ?? eventType ?? kind.rawValue
        case .redrive: actor.map { "redrive by \($0)" } ?? resource.map { "redrive to \($0)" } ?? "redrive"
        case .span: eventType ?? message.map(Self.firstLine) ?? resource ?? "span"
        case .log: message.map(Self.firstLine) ?? eventType ?? "log"
        }
    }

    /// A state of a machine, `MACHINE: STATE`: its lines say `STATE: EVENT TYPE`.
    private var state: String? {
        guard let message, let eventType, message.hasSuffix(": \(eventType)") else { return nil }
        let name = message.dropLast(eventType.count + 2)
        let machine = resource?.split(separator: "/").last
        return Self.firstLine(machine.map { "\($0): \(name)" } ?? String(name))
    }

    /// What a delivery goes by: `RULE/TARGET`, unless it says that it is something else.
    private static func delivery(_ resource: String) -> String {
        let its = ResourceName(resource)
        return switch its.kind {
        case .subscription: "subscription \(its.name)"
        case .schedule: "schedule \(its.name)"
        default: "rule \(resource)"
        }
    }

    /// A name alone is a queue's, or a function's.
    private static func resource(_ resource: String) -> String {
        let its = ResourceName(resource)
        return switch its.kind {
        case .stream: "stream \(its.name)"
        case .table: "changes of \(its.name)"
        default: its.name
        }
    }

    private static func firstLine(_ message: String) -> String {
        String(message.prefix { !$0.isNewline }.prefix(120))
    }
}
