import EventModel

/// The condition of `[?(…)]`.
indirect enum PathFilter: Hashable, Sendable {
    enum Operator: String, Hashable, Sendable, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case less = "<"
        case greater = ">"
    }

    enum Operand: Hashable, Sendable {
        case literal(JSON)
        case path(Path)
    }

    case exists(Path)
    case compare(Operand, Operator, Operand)
    case not(PathFilter)
    case every([PathFilter])
    case any([PathFilter])

    func matches(_ current: JSON, _ search: inout PathSearch) throws(PathSearch.Failure) -> Bool {
        switch self {
        case .exists(let path): return try !search.all(path, current: current).isEmpty
        case .not(let inner): return try !inner.matches(current, &search)
        case .every(let parts):
            for part in parts where try !part.matches(current, &search) { return false }
            return true
        case .any(let parts):
            for part in parts where try part.matches(current, &search) { return true }
            return false
        case .compare(let left, let op, let right):
            let a = try value(left, current, &search)
            let b = try value(right, current, &search)
            guard let a, let b else { return op == .notEqual && (a == nil) != (b == nil) }
            return holds(a, op, b)
        }
    }

    private func value(_ operand: Operand, _ current: JSON, _ search: inout PathSearch) throws(PathSearch.Failure)
        -> JSON?
    {
        switch operand {
        case .literal(let value): return value
        case .path(let path):
            let all = try search.all(path, current: current)
            return path.isDefinite ? all.first : .array(all)
        }
    }

    private func holds(_ a: JSON, _ op: Operator, _ b: JSON) -> Bool {
        if op == .equal { return a.means(b) }
        if op == .notEqual { return !a.means(b) }
        if let x = a.number, let y = b.number {
            return op == .less ? x < y : op == .lessOrEqual ? x <= y : op == .greater ? x > y : x >= y
        }
        guard let x = a.string, let y = b.string else { return false }
        let isLess = x.utf8.lexicographicallyPrecedes(y.utf8)
        let isSame = x.utf8.elementsEqual(y.utf8)
        return switch op {
        case .less: isLess
        case .lessOrEqual: isLess || isSame
        case .greater: !isLess && !isSame
        default: !isLess
        }
    }
}
