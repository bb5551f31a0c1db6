package import EventModel
package import JSONSchema

/// The contracts of a pipeline, by event type, source and version, read once.
///
/// An event is checked by the newest version of its contract, unless it names one: by its attribute `dataschema`, which is the
/// schema's `$id` or ends in the version, or by a member `version` of its data.
package struct ContractRegistry: Sendable {
    private struct Contract: Sendable {
        var definition: ContractDefinition
        var schema: JSONSchema
        var id: String?
    }
    /// Newest first.
    private var byType: [String: [Contract]] = [:]

    /// The queues that contracts dead-letter to, in order.
    package private(set) var deadLetterQueues: [String] = []

    /// Without contracts every event is fine.
    package init() {}

    /// Schemas may refer to one another by their `$id`; `remotes` is asked for any other address.
    ///
    /// - Throws: ``DefinitionError`` that names the contract, and the place in its schema.
    package init(
        _ definitions: [ContractDefinition],
        remotes: @escaping JSONSchema.Remotes = { _ in nil }
    ) throws(DefinitionError) {
        let byID = Dictionary(
            definitions.compactMap { contract in
                contract.schema["$id"]?.string.map { (Self.address($0), contract.schema) }
            },
            uniquingKeysWith: { first, _ in first }
        )
        for definition in definitions {
            let place = "contract \(definition.name)"
            guard !definition.eventType.isEmpty, !definition.version.isEmpty else {
                throw DefinitionError("\(place): needs an event type and a version")
            }
            if byType[definition.eventType]?.contains(where: {
                $0.definition.version == definition.version && $0.definition.source == definition.source
            }) == true {
                throw DefinitionError("\(place) is defined twice")
            }
            let schema: JSONSchema
            do throws(SchemaError) {
                schema = try JSONSchema(definition.schema) { try byID[$0] ?? remotes($0) }
            } catch {
                throw DefinitionError("\(place): \(error)")
            }
            let id = definition.schema["$id"]?.string.map(Self.address)
            byType[definition.eventType, default: []].append(Contract(definition: definition, schema: schema, id: id))
            if case .deadletter(let queue) = definition.mode, !deadLetterQueues.contains(queue) {
                deadLetterQueues.append(queue)
            }
        }
        for type in byType.keys {
            byType[type]?.sort { Self.isNewer($0.definition.version, than: $1.definition.version) }
        }
    }

    private static func address(_ id: String) -> String { id.hasSuffix("#") ? String(id.dropLast()) : id }

    /// Whether `a` is a later version than `b`: number by number, 10 after 9; what is no number by its text.
    static func isNewer(_ a: String, than b: String) -> Bool {
        let (left, right) = (a.split(separator: "."), b.split(separator: "."))
        for (x, y) in zip(left, right) where x != y {
            if let x = Int(x), let y = Int(y) {
                if x != y { return x > y }
            } else {
                return x > y
            }
        }
        return left.count > right.count
    }

    /// Why an event breaks its contract; nil if it keeps it, or has none.
    package func violation(of event: Event) -> ContractViolation? {
        guard let contracts = byType[event.type] else { return nil }
        // A contract for the event's own source goes before one for any.
        let own = contracts.filter { $0.definition.source == event.source }
        let known = own.isEmpty ? contracts.filter { $0.definition.source == nil } : own
        guard let newest = known.first else { return nil }
        var chosen = newest
        if let named = Self.named(by: event) {
            guard let found = known.first(where: { Self.isMeant($0, by: named) }) else {
                let versions = known.map { "v\($0.definition.version)" }.joined(separator: ", ")
                return ContractViolation(
                    contract: newest.definition.name,
                    path: named.path,
                    message: "must name a version that is registered (\(versions)), not \(JSON.string(named.text))",
                    mode: newest.definition.mode
                )
            }
            chosen = found
        }
        guard let violation = chosen.schema.violations(in: event.data, limit: 1).first else { return nil }
        return ContractViolation(
            contract: chosen.definition.name,
            path: violation.path,
            message: violation.message,
            mode: chosen.definition.mode
        )
    }

    /// The same in words, for a plan: `contract OrderCreated v1 at /items/0/sku: must be a string`.
    package func objection(to event: Event) -> String? { violation(of: event)?.cause }

    /// The same for a message: nil too for what is no event in the form of the bus.
    package func objection(toBody body: [UInt8]) -> String? {
        guard !byType.isEmpty, let json = try? JSON(parsing: body), let event = Event(eventBridge: json) else {
            return nil
        }
        return objection(to: event)
    }

    private struct Named {
        var text: String
        var path: String
        var isAddress: Bool
    }

    private static func named(by event: Event) -> Named? {
        if let schema = event.dataSchema { return Named(text: schema, path: "dataschema", isAddress: true) }
        switch event.data["version"] {
        case .string(let text): return Named(text: text, path: "/version", isAddress: false)
        case .number(let number): return Named(text: number.text, path: "/version", isAddress: false)
        default: return nil
        }
    }

    private static func isMeant(_ contract: Contract, by named: Named) -> Bool {
        let version = contract.definition.version
        if !named.isAddress { return named.text == version || named.text == "v\(version)" }
        let address = address(named.text)
        if address == contract.id { return true }
        let last = address.split { $0 == "/" || $0 == ":" || $0 == "#" }.last.map(String.init) ?? address
        let bare = last.hasSuffix(".json") ? String(last.dropLast(5)) : last
        return bare == version || bare == "v\(version)"
    }
}
