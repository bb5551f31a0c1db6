import EventModel

/// Nodes by a member's name. Strings find one another here where they look the same, so what is found is compared byte by byte.
struct NameTable: Sendable {
    private var nodes: [String: (name: String, node: Int)] = [:]
    /// Names that look like another one of the table.
    private var twins: [Name: Int] = [:]

    var isEmpty: Bool { nodes.isEmpty }

    mutating func add(_ name: String, _ node: Int) {
        if nodes[name] == nil { nodes[name] = (name, node) } else { twins[Name(name)] = node }
    }

    subscript(name: String) -> Int? {
        guard let found = nodes[name] else { return nil }
        if found.name.utf8.elementsEqual(name.utf8) { return found.node }
        return twins.isEmpty ? nil : twins[Name(name)]
    }
}
