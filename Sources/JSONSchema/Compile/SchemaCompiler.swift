import EventModel

/// Reads schemas into nodes, one after the other: what refers to what may go round in circles, and nothing here goes deep.
final class SchemaCompiler {
    var store: SchemaStore
    private(set) var nodes: [SchemaNode] = []
    private var numbers: [SchemaStore.Place: Int] = [:]
    private var waiting: [(Int, SchemaStore.Found)] = []
    let assertsFormat: Bool?

    private static let mostNodes = 100_000

    init(store: SchemaStore, assertsFormat: Bool?) {
        self.store = store
        self.assertsFormat = assertsFormat
    }

    func compile(document: Int) throws(SchemaError) {
        guard let root = store.find(SchemaStore.Place(document: document)) else { return }
        _ = try node(root)
        while let (number, found) = waiting.popLast() {
            nodes[number].rules = try rules(found)
        }
        try refuseCircles()
    }

    /// The number of a schema's node; it is read later.
    func node(_ found: SchemaStore.Found) throws(SchemaError) -> Int {
        if let number = numbers[found.place] { return number }
        let number = nodes.count
        guard number < Self.mostNodes else {
            throw SchemaError(place: store.name(found.place), reason: "is one schema of more than \(Self.mostNodes)")
        }
        numbers[found.place] = number
        nodes.append(SchemaNode(place: store.name(found.place)))
        waiting.append((number, found))
        return number
    }

    /// References that lead to one another and to nothing else.
    private func refuseCircles() throws(SchemaError) {
        var state = [UInt8](repeating: 0, count: nodes.count)
        for start in nodes.indices where state[start] == 0 {
            var path: [Int] = []
            var at = start
            while state[at] == 0 {
                state[at] = 1
                path.append(at)
                guard nodes[at].rules.count == 1, case .ref(let next) = nodes[at].rules[0].rule else { break }
                if state[next] == 1 {
                    throw SchemaError(place: nodes[at].place + "/$ref", reason: "leads back to itself and says nothing")
                }
                at = next
            }
            for number in path { state[number] = 2 }
        }
    }

    private func rules(_ found: SchemaStore.Found) throws(SchemaError) -> [(keyword: String, rule: SchemaRule)] {
        let object: JSON.Object
        switch found.json {
        case .bool(let isAllowed): return isAllowed ? [] : [("false", .nothing)]
        case .object(let members): object = members
        default:
            throw SchemaError(
                place: store.name(found.place),
                reason: "must be an object, true or false, not \(found.json.brief)"
            )
        }
        if !found.dialect.refHasSiblings, let ref = object["$ref"] {
            guard let ref = ref.string else {
                throw SchemaError(
                    place: store.name(found.place) + "/$ref",
                    reason: "must be a string, not \(ref.brief)"
                )
            }
            return [("$ref", .ref(try node(try store.resolve(ref, from: found, at: "$ref"))))]
        }
        var reader = KeywordReader(compiler: self, found: found, object: object)
        return try reader.read()
    }
}

extension JSON {
    /// A value for a message: what it is, or its beginning.
    var brief: String {
        switch self {
        case .object(let object): return object.members.isEmpty ? "{}" : "an object"
        case .array(let elements): return elements.isEmpty ? "[]" : "an array"
        default:
            let text = description
            return text.count > 60 ? text.prefix(59) + "…" : text
        }
    }
}
