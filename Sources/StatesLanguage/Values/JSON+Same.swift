package import EventModel

extension JSON {
    /// Whether two values are the same by what they mean: numbers by value, objects without regard to the order of their
    /// members, strings code point by code point.
    package func means(_ other: JSON) -> Bool {
        switch (self, other) {
        case (.null, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.number(let a), .number(let b)): return a.text == b.text || a.value == b.value
        case (.string(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8)
        case (.array(let a), .array(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { $0.means($1) }
        case (.object(let a), .object(let b)):
            guard a.members.count == b.members.count else { return false }
            if zip(a.members, b.members).allSatisfy({ $0.isNamed($1.name) && $0.value.means($1.value) }) { return true }
            guard a.members.count > 8 else {
                return a.members.allSatisfy { member in b[member.name].map(member.value.means) ?? false }
            }
            // Many members in another order: a table of the names, so that the time stays in proportion.
            var values: [[UInt8]: JSON] = [:]
            for member in b.members { values[Array(member.name.utf8)] = member.value }
            return a.members.allSatisfy { member in values[Array(member.name.utf8)].map(member.value.means) ?? false }
        default: return false
        }
    }
}
