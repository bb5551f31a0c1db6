/// Reads a pattern's text by recursive descent.
struct PatternParser {
    private static let deepest = 100

    let text: [Unicode.Scalar]
    let strict: Bool
    var at = 0
    private var depth = 0
    /// Groups opened so far.
    private(set) var groups = 0
    private var names: [String: [Int]] = [:]
    private var wantedNames: [(name: String, at: Int)] = []
    /// Groups in the whole text.
    private let total: Int
    /// The text names a group: `\k` is then a reference and nothing else.
    private let hasNames: Bool

    init(_ text: String, strict: Bool) {
        self.text = Array(text.unicodeScalars)
        self.strict = strict
        (total, hasNames) = Self.count(self.text)
    }

    /// Counts groups that capture, and whether one has a name.
    private static func count(_ text: [Unicode.Scalar]) -> (Int, Bool) {
        var total = 0
        var named = false
        var inSet = false
        var n = 0
        while n < text.count {
            switch text[n] {
            case "\\": n += 1
            case "[": inSet = true
            case "]": inSet = false
            case "(" where !inSet:
                if n + 1 < text.count, text[n + 1] == "?" {
                    if n + 3 < text.count, text[n + 2] == "<", text[n + 3] != "=", text[n + 3] != "!" {
                        total += 1
                        named = true
                    }
                } else {
                    total += 1
                }
            default: break
            }
            n += 1
        }
        return (total, named)
    }

    mutating func parse() throws(ECMAPattern.Failure) -> PatternTree {
        let tree = try alternatives()
        guard at == text.count else { throw fail("has a ) that closes nothing: write \\) for the sign itself") }
        guard wantedNames.isEmpty else { return try resolved(tree) }
        return tree
    }

    func fail(_ reason: String, at place: Int? = nil) -> ECMAPattern.Failure {
        ECMAPattern.Failure(offset: place ?? at, reason: reason)
    }

    var here: Unicode.Scalar? { at < text.count ? text[at] : nil }

    func isNext(_ word: String) -> Bool { text[at...].starts(with: word.unicodeScalars) }

    private mutating func alternatives() throws(ECMAPattern.Failure) -> PatternTree {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw fail("has groups nested deeper than \(Self.deepest)") }
        var choices = [try sequence()]
        while here == "|" {
            at += 1
            choices.append(try sequence())
        }
        return choices.count == 1 ? choices[0] : .alternatives(choices)
    }

    private mutating func sequence() throws(ECMAPattern.Failure) -> PatternTree {
        var parts: [PatternTree] = []
        while let scalar = here, scalar != "|", scalar != ")" { parts.append(try term()) }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func term() throws(ECMAPattern.Failure) -> PatternTree {
        let before = groups
        let start = at
        let (atom, mayRepeat) = try atom()
        guard let (least, most) = try quantifier() else { return atom }
        guard mayRepeat else { throw fail("repeats what can not be repeated", at: start) }
        var greedy = true
        if here == "?" {
            at += 1
            greedy = false
        }
        return .loop(atom, least: least, most: most, greedy: greedy, captures: (before + 1)..<(groups + 1))
    }

    /// The bounds of a quantifier, if one is here.
    private mutating func quantifier() throws(ECMAPattern.Failure) -> (Int, Int)? {
        switch here {
        case "*":
            at += 1
            return (0, .max)
        case "+":
            at += 1
            return (1, .max)
        case "?":
            at += 1
            return (0, 1)
        case "{":
            let start = at
            guard let bounds = braces() else {
                at = start
                return nil
            }
            guard bounds.0 <= bounds.1 else { throw fail("has a quantifier whose bounds are out of order", at: start) }
            return bounds
        default: return nil
        }
    }

    /// `{n}`, `{n,}` or `{n,m}`.
    private mutating func braces() -> (Int, Int)? {
        at += 1
        guard let least = number() else { return nil }
        var most = least
        if here == "," {
            at += 1
            most = here == "}" ? .max : (number() ?? -1)
            if most < 0 { return nil }
        }
        guard here == "}" else { return nil }
        at += 1
        return (least, most)
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let scalar = here, scalar.value >= 48, scalar.value <= 57 {
            digits.unicodeScalars.append(scalar)
            at += 1
        }
        return digits.isEmpty ? nil : Int(digits) ?? .max
    }

    /// One atom, and whether it may be repeated.
    private mutating func atom() throws(ECMAPattern.Failure) -> (PatternTree, Bool) {
        guard let scalar = here else { throw fail("ends too soon") }
        switch scalar {
        case "^":
            at += 1
            return (.assertion(.start), false)
        case "$":
            at += 1
            return (.assertion(.end), false)
        case ".":
            at += 1
            return (.set(ScalarSet(ScalarSet.lineEnds, negated: true)), true)
        case "(": return try group()
        case "[": return (.set(try set()), true)
        case "\\": return try escape()
        case "*", "+", "?": throw fail("has a \(scalar) that repeats nothing: write \\\(scalar) for the sign itself")
        case "{", "}", "]":
            var isQuantifier = false
            if scalar == "{" {
                let start = at
                isQuantifier = braces() != nil
                at = start
            }
            guard !strict, !isQuantifier else {
                throw fail("has a \(scalar) that belongs to nothing: write \\\(scalar) for the sign itself")
            }
            at += 1
            return (.set(ScalarSet([scalar.value...scalar.value])), true)
        default:
            at += 1
            return (.set(ScalarSet([scalar.value...scalar.value])), true)
        }
    }

    private mutating func group() throws(ECMAPattern.Failure) -> (PatternTree, Bool) {
        let start = at
        for (opening, ahead, negated) in [
            ("(?=", true, false), ("(?!", true, true), ("(?<=", false, false), ("(?<!", false, true),
        ] where isNext(opening) {
            at += opening.utf8.count
            let body = try alternatives()
            try close(start)
            return (.look(body, ahead: ahead, negated: negated), ahead && !strict)
        }
        if isNext("(?:") {
            at += 3
            let body = try alternatives()
            try close(start)
            return (body, true)
        }
        at += 1
        var name: String?
        if here == "?" {
            guard isNext("?<") else { throw fail("has a group of a kind that ECMA-262 does not have", at: start) }
            at += 1
            name = try groupName()
        }
        groups += 1
        let number = groups
        if let name {
            guard names[name] == nil else { throw fail("names two groups \(name)", at: start) }
            names[name] = [number]
        }
        let body = try alternatives()
        try close(start)
        return (.capture(body, number), true)
    }

    private mutating func close(_ start: Int) throws(ECMAPattern.Failure) {
        guard here == ")" else { throw fail("has a ( that is not closed", at: start) }
        at += 1
    }

    /// `<name>`.
    mutating func groupName() throws(ECMAPattern.Failure) -> String {
        let start = at
        guard here == "<" else { throw fail("needs a group's name in < >") }
        at += 1
        var name = ""
        while let scalar = here, scalar != ">" {
            let isFirst = name.isEmpty
            let isFit =
                scalar == "$" || scalar == "_"
                || (isFirst ? scalar.properties.isIDStart : scalar.properties.isIDContinue)
            guard isFit else { throw fail("has a group's name with \(scalar) in it") }
            name.unicodeScalars.append(scalar)
            at += 1
        }
        guard here == ">", !name.isEmpty else {
            throw fail("has a group's name that is not closed or empty", at: start)
        }
        at += 1
        return name
    }

    /// A backslash outside a set.
    private mutating func escape() throws(ECMAPattern.Failure) -> (PatternTree, Bool) {
        let start = at
        guard at + 1 < text.count else { throw fail("ends with a backslash: write \\\\ for the sign itself") }
        switch text[at + 1] {
        case "b":
            at += 2
            return (.assertion(.boundary), false)
        case "B":
            at += 2
            return (.assertion(.noBoundary), false)
        case "k" where strict || hasNames:
            at += 2
            let name = try groupName()
            wantedNames.append((name, start))
            // Stands for the name until all groups are known.
            return (.reference([-wantedNames.count]), true)
        case "1"..."9":
            at += 1
            let wanted = number() ?? 0
            guard wanted <= total else { throw fail("refers to group \(wanted) of \(total)", at: start) }
            return (.reference([wanted]), true)
        default: return (.set(try setEscape(inSet: false).set), true)
        }
    }

    /// The tree with names replaced by numbers.
    private func resolved(_ tree: PatternTree) throws(ECMAPattern.Failure) -> PatternTree {
        switch tree {
        case .reference(let groups):
            guard let first = groups.first, first < 0 else { return tree }
            let wanted = wantedNames[-first - 1]
            guard let numbers = names[wanted.name] else {
                throw fail("refers to a group \(wanted.name) that it does not have", at: wanted.at)
            }
            return .reference(numbers)
        case .sequence(let parts): return .sequence(try resolved(parts))
        case .alternatives(let parts): return .alternatives(try resolved(parts))
        case .capture(let body, let group): return .capture(try resolved(body), group)
        case .look(let body, let ahead, let negated): return .look(try resolved(body), ahead: ahead, negated: negated)
        case .loop(let body, let least, let most, let greedy, let captures):
            return .loop(try resolved(body), least: least, most: most, greedy: greedy, captures: captures)
        case .empty, .set, .assertion: return tree
        }
    }

    private func resolved(_ parts: [PatternTree]) throws(ECMAPattern.Failure) -> [PatternTree] {
        var done: [PatternTree] = []
        for part in parts { done.append(try resolved(part)) }
        return done
    }
}
