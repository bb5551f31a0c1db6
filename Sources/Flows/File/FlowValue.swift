package import EventModel

/// Where something stands in a file; both count from 1, columns by Unicode scalars.
package struct FlowPlace: Hashable, Comparable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    package static func < (a: FlowPlace, b: FlowPlace) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// A value of a flow file that knows where it stands.
package struct FlowValue: Sendable {
    package struct Member: Sendable {
        var name: String
        var place: FlowPlace
        var value: FlowValue
    }
    package enum Content: Sendable {
        case scalar(JSON)
        case list([FlowValue])
        case object([Member])
    }

    var content: Content
    var place: FlowPlace
    /// `rules[0].Targets[1].Id`; empty for the whole file.
    var path: String

    var members: [Member]? { if case .object(let members) = content { members } else { nil } }
    var list: [FlowValue]? { if case .list(let values) = content { values } else { nil } }
    var scalar: JSON? { if case .scalar(let json) = content { json } else { nil } }
    var string: String? { scalar?.string }

    subscript(name: String) -> FlowValue? { members?.last { $0.name == name }?.value }

    /// The value without its places.
    var json: JSON {
        switch content {
        case .scalar(let json): json
        case .list(let values): .array(values.map(\.json))
        case .object(let members): .object(JSON.Object(members.map { JSON.Member($0.name, $0.value.json) }))
        }
    }

    /// What it is, in words: for messages.
    var kind: String {
        switch content {
        case .list: "a list"
        case .object: "an object"
        case .scalar(.null): "null"
        case .scalar(.bool(let value)): value ? "true" : "false"
        case .scalar(.number(let number)): "the number \(number.text)"
        case .scalar(.string(let text)): "the text '\(text.count > 40 ? text.prefix(39) + "…" : text[...])'"
        case .scalar: "a value"
        }
    }

    /// The path of a member, or of an element.
    func path(to name: String) -> String {
        let isPlain = !name.isEmpty && name.utf8.allSatisfy { $0 == 0x5F || $0 == 0x2D || isLetterOrDigit($0) }
        if !isPlain { return "\(path)[\(JSON.string(name))]" }
        return path.isEmpty ? name : "\(path).\(name)"
    }

    /// The value at a path that a part of the engine names below this one (`detail.amount[0].numeric`, `/items/0`); the deepest one
    /// that is found, where the whole path leads nowhere.
    func deepest(at steps: [String]) -> FlowValue {
        var here = self
        for step in steps {
            if let next = here[step] {
                here = next
            } else if let index = Int(step), let values = here.list, values.indices.contains(index) {
                here = values[index]
            } else {
                break
            }
        }
        return here
    }

    private func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}
