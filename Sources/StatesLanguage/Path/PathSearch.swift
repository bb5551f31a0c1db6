import EventModel

/// What a path reads from.
struct Scope: Sendable {
    var input: JSON
    var context: JSON
    var variables: [String: JSON] = [:]
}

/// Finds the values of paths. It counts what it looks at, so that no path on no data takes for ever.
struct PathSearch {
    enum Failure: Error, Hashable {
        /// A definite path leads nowhere: which member or element is missing, in brackets, and whether something else would follow.
        case missing(String, isLast: Bool)
        case noVariable(String)
        case tooMuch
    }

    /// Values that one path may look at.
    private static let most = 1_000_000

    let scope: Scope
    private var looked = 0

    init(_ scope: Scope) { self.scope = scope }

    /// The value of a path: of an indefinite one, the array of all that it finds, empty if that is nothing.
    mutating func value(_ path: Path) throws(Failure) -> JSON {
        guard path.isDefinite else { return .array(try all(path, current: .null)) }
        var here = try root(path, current: .null)
        var trail = "$"
        for (i, segment) in path.segments.enumerated() {
            trail += Self.bracketed(segment)
            guard let next = Self.step(here, segment) else {
                throw .missing(trail, isLast: i == path.segments.count - 1)
            }
            here = next
        }
        return here
    }

    /// Every value that a path finds; a definite one finds one or none.
    mutating func all(_ path: Path, current: JSON) throws(Failure) -> [JSON] {
        var found = [try root(path, current: current)]
        for segment in path.segments {
            var next: [JSON] = []
            for value in found {
                looked += 1
                try expand(value, segment, into: &next)
                guard looked + next.count <= Self.most else { throw .tooMuch }
            }
            looked += next.count
            found = next
        }
        return found
    }

    private func root(_ path: Path, current: JSON) throws(Failure) -> JSON {
        switch path.root {
        case .input: return scope.input
        case .context: return scope.context
        case .current: return current
        case .variable(let name):
            guard let value = scope.variables[name] else { throw .noVariable(name) }
            return value
        }
    }

    private mutating func expand(_ value: JSON, _ segment: Path.Segment, into out: inout [JSON]) throws(Failure) {
        switch segment {
        case .child, .index, .length:
            if let next = Self.step(value, segment) { out.append(next) }
        case .children(let names):
            for name in names { if let next = value[name] { out.append(next) } }
        case .indices(let indices):
            for i in indices { if let next = Self.step(value, .index(i)) { out.append(next) } }
        case .wildcard: out += value.children
        case .slice(let from, let to, let step):
            guard let array = value.array else { return }
            func bound(_ i: Int) -> Int { i < 0 ? max(0, array.count + i) : min(i, array.count) }
            let (start, end) = (bound(from ?? 0), bound(to ?? array.count))
            if start < end { out += stride(from: start, to: end, by: step).map { array[$0] } }
        case .descendants: try descend(value, into: &out)
        case .filter(let filter):
            // A filter tries the elements of an array, and of anything else the value itself.
            for candidate in value.array ?? [value] {
                looked += 1
                guard looked <= Self.most else { throw .tooMuch }
                if try filter.matches(candidate, &self) { out.append(candidate) }
            }
        }
    }

    /// The value and every one below it, parents first.
    private mutating func descend(_ value: JSON, into out: inout [JSON]) throws(Failure) {
        looked += 1
        guard looked <= Self.most else { throw .tooMuch }
        out.append(value)
        for child in value.children { try descend(child, into: &out) }
    }

    private static func step(_ value: JSON, _ segment: Path.Segment) -> JSON? {
        switch segment {
        case .child(let name): return value[name]
        case .index(let i):
            guard let array = value.array else { return nil }
            let at = i < 0 ? array.count + i : i
            // A nil in a conditional expression would be JSON's null.
            guard array.indices.contains(at) else { return nil }
            return array[at]
        case .length:
            if let array = value.array { return .int(array.count) }
            if let object = value.object { return .int(object.members.count) }
            return value.string.map { .int($0.utf16.count) }
        default: return nil
        }
    }

    private static func bracketed(_ segment: Path.Segment) -> String {
        switch segment {
        case .child(let name): "['\(name)']"
        case .index(let i): "[\(i)]"
        default: ".length()"
        }
    }
}

extension JSON {
    /// Elements or members' values, in order.
    fileprivate var children: [JSON] {
        switch self {
        case .array(let elements): elements
        case .object(let object): object.members.map(\.value)
        default: []
        }
    }
}
