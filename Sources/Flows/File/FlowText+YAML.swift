import EventModel
import Yams

extension FlowText {
    /// - Throws: ``FlowMistake`` where it is no YAML, or YAML that has no JSON.
    static func yaml(_ bytes: [UInt8]) throws(FlowMistake) -> FlowValue {
        let start = FlowPlace(line: 1, column: 1)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FlowMistake(start, "", "the file is not UTF-8")
        }
        let root: Node?
        do {
            root = try Parser(yaml: text).singleRoot()
        } catch let error as YamlError {
            throw mistake(error, text)
        } catch {
            throw FlowMistake(start, "", "not YAML: \(error)")
        }
        guard let root else { throw FlowMistake(start, "", "the file is empty", "name the flow and wire it") }
        var walk = PlacedYAML()
        return try walk.value(root, path: "", depth: 0)
    }

    private static func mistake(_ error: YamlError, _ text: String) -> FlowMistake {
        func at(_ mark: Mark, _ reason: String) -> FlowMistake {
            FlowMistake(FlowPlace(line: max(1, mark.line), column: max(1, mark.column)), "", reason)
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return at(mark, "not YAML: \(problem)")
        case .reader(let problem, let offset, _, _):
            return FlowMistake(place(of: offset ?? 0, in: Array(text.utf8)), "", "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map(\.description).joined(separator: ", ")
            return at(context.mark, "the same name twice in one object: \(names)")
        default: return FlowMistake(FlowPlace(line: 1, column: 1), "", "not YAML: \(error)")
        }
    }
}

/// Makes values of YAML's nodes, by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema): `yes` and `on` are
/// texts.
private struct PlacedYAML {
    private var values = 0

    mutating func value(_ node: Node, path: String, depth: Int) throws(FlowMistake) -> FlowValue {
        let mark = node.mark
        var value = FlowValue(
            content: .list([]),
            place: FlowPlace(line: max(1, mark?.line ?? 1), column: max(1, mark?.column ?? 1)),
            path: path
        )
        values += 1
        guard values <= FlowText.mostValues else {
            throw FlowMistake(value.place, "", "more than \(FlowText.mostValues) values, those of aliases among them")
        }
        guard depth < FlowText.mostDepth else {
            throw FlowMistake(value.place, "", "nested deeper than \(FlowText.mostDepth)")
        }
        switch node {
        case .mapping(let mapping):
            var members: [FlowValue.Member] = []
            for (key, node) in mapping {
                guard case .scalar(let scalar) = key else {
                    throw FlowMistake(value.place, path, "has a key that is no text")
                }
                let name = scalar.string
                let inner = try self.value(node, path: value.path(to: name), depth: depth + 1)
                let place = key.mark.map { FlowPlace(line: $0.line, column: $0.column) } ?? value.place
                members.append(FlowValue.Member(name: name, place: place, value: inner))
            }
            value.content = .object(members)
        case .sequence(let sequence):
            var list: [FlowValue] = []
            for node in sequence { list.append(try self.value(node, path: "\(path)[\(list.count)]", depth: depth + 1)) }
            value.content = .list(list)
        case .scalar(let scalar): value.content = .scalar(try json(scalar, value))
        case .alias: throw FlowMistake(value.place, path, "refers to an anchor that is not known here")
        }
        return value
    }

    private func json(_ scalar: Node.Scalar, _ value: FlowValue) throws(FlowMistake) -> JSON {
        let text = scalar.string
        guard scalar.style == .plain || scalar.style == .any else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "-.inf", "-.Inf", "-.INF", "+.inf":
            throw FlowMistake(value.place, value.path, "\(text) is a number that JSON does not have")
        default: break
        }
        guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return .string(text) }
        if case .number(let number)? = try? JSON(parsing: text) { return .number(number) }
        return number(text) ?? .string(text)
    }

    /// The numbers that YAML has and JSON spells otherwise: `0x1F`, `0o17`, `+1`, `.5`, `007`.
    private func number(_ text: String) -> JSON? {
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16).map { .int($0) } }
        if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8).map { .int($0) } }
        if let whole = Int(text) { return .int(whole) }
        guard text.utf8.allSatisfy({ "+-.eE0123456789".utf8.contains($0) }) else { return nil }
        return Double(text).flatMap { $0.isFinite ? .double($0) : nil }
    }
}
