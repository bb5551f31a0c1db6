import EventModel

/// Reads a query: `or` binds loosest, then terms side by side (or with `and`), then `not`.
struct QueryParser {
    private static let deepest = 64

    private var tokens: [QueryLexer.Token]
    private var at = 0
    private var depth = 0
    private let now: Timestamp

    static func parse(_ text: String, now: Timestamp) throws(QueryError) -> QueryNode {
        var parser = QueryParser(tokens: try QueryLexer.tokens(text), now: now)
        if parser.here.kind == .end { return .all }
        let node = try parser.alternatives()
        guard parser.here.kind == .end else { throw parser.unexpected() }
        return node
    }

    private init(tokens: [QueryLexer.Token], now: Timestamp) {
        self.tokens = tokens
        self.now = now
    }

    private var here: QueryLexer.Token { tokens[at] }

    private func isWord(_ word: String) -> Bool {
        guard here.kind == .word, here.text.lowercased() == word else { return false }
        // `or=1` is a field called or.
        return tokens[at + 1].kind != .op
    }

    private func unexpected() -> QueryError {
        switch here.kind {
        case .close: QueryError(offset: here.offset, message: "')' closes nothing: remove it, or open with '('")
        case .op:
            QueryError(
                offset: here.offset,
                message: "'\(here.text)' needs a field before it, as in service\(here.text)orders"
            )
        case .comma:
            QueryError(offset: here.offset, message: "',' joins values after '=', as in service=orders,payments")
        case .end: QueryError(offset: here.offset, message: "a term is missing here, such as level>=warn")
        default: QueryError(offset: here.offset, message: "'\(here.text)' does not belong here")
        }
    }

    private mutating func alternatives() throws(QueryError) -> QueryNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            throw QueryError(offset: here.offset, message: "nested deeper than \(Self.deepest): simplify the query")
        }
        var branches = [try sequence()]
        while isWord("or") {
            at += 1
            branches.append(try sequence())
        }
        return branches.count == 1 ? branches[0] : .or(branches)
    }

    private mutating func sequence() throws(QueryError) -> QueryNode {
        var terms = [try term()]
        while true {
            if isWord("and") {
                at += 1
                terms.append(try term())
            } else if here.kind == .end || here.kind == .close || isWord("or") {
                break
            } else {
                terms.append(try term())
            }
        }
        return terms.count == 1 ? terms[0] : .and(terms)
    }

    private mutating func term() throws(QueryError) -> QueryNode {
        var negations = 0
        while isWord("not") {
            at += 1
            negations += 1
        }
        let node = try plainTerm()
        return negations % 2 == 0 ? node : .not(node)
    }

    private mutating func plainTerm() throws(QueryError) -> QueryNode {
        let token = here
        switch token.kind {
        case .open:
            at += 1
            let node = try alternatives()
            guard here.kind == .close else {
                throw QueryError(offset: token.offset, message: "'(' is not closed: add ')'")
            }
            at += 1
            return node
        case .quoted:
            at += 1
            if here.kind == .op { return try comparison(token) }
            return .text(TextNeedle(token.text))
        case .word:
            if isWord("or") || isWord("and") {
                throw QueryError(offset: token.offset, message: "a term is missing before '\(token.text)'")
            }
            if token.text.lowercased() == "exists", tokens[at + 1].kind == .open, !tokens[at + 1].spaced {
                return try exists()
            }
            at += 1
            if here.kind == .op { return try comparison(token) }
            return .text(TextNeedle(token.text))
        default: throw unexpected()
        }
    }

    private mutating func exists() throws(QueryError) -> QueryNode {
        let start = here.offset
        at += 2
        let path = here
        guard path.kind == .word || path.kind == .quoted, !path.text.isEmpty else {
            throw QueryError(offset: path.offset, message: "exists() needs a field, as in exists(error)")
        }
        at += 1
        guard here.kind == .close else { throw QueryError(offset: start, message: "exists( is not closed: add ')'") }
        at += 1
        return .exists(QueryPath(path.text))
    }

    private mutating func comparison(_ name: QueryLexer.Token) throws(QueryError) -> QueryNode {
        let op = here
        at += 1
        guard !name.text.isEmpty else {
            throw QueryError(offset: name.offset, message: "a field's name is missing before '\(op.text)'")
        }
        let path = QueryPath(name.text)
        var values = [try value(after: op)]
        while here.kind == .comma {
            let comma = here
            at += 1
            guard op.text == "=" || op.text == "!=" || op.text == "~" || op.text == "!~" else {
                throw QueryError(offset: comma.offset, message: "'\(op.text)' takes one value; ',' goes with = != ~ !~")
            }
            values.append(try value(after: comma))
        }
        if op.text.hasSuffix("~") {
            var patterns: [Pattern] = []
            for (token, _) in values {
                do {
                    patterns.append(try Pattern(token.text))
                } catch {
                    let quote = token.kind == .quoted ? 1 : 0
                    throw QueryError(offset: token.offset + quote + error.offset, message: error.message)
                }
            }
            let node = QueryNode.match(path, patterns)
            return op.text == "!~" ? .not(node) : node
        }
        for (token, value) in values { try check(path, value, token) }
        let node = QueryNode.compare(path, QueryOperator(rawValue: op.text) ?? .equal, values.map(\.1))
        return op.text == "!=" ? .not(node) : node
    }

    private mutating func value(after op: QueryLexer.Token) throws(QueryError) -> (QueryLexer.Token, QueryValue) {
        let token = here
        guard token.kind == .word || token.kind == .quoted else {
            throw QueryError(
                offset: token.offset,
                message: "a value is missing after '\(op.text)'; quote it if it holds spaces or signs"
            )
        }
        at += 1
        return (token, QueryValue(token.text, quoted: token.kind == .quoted, now: now))
    }

    /// Fields with a kind take only values of that kind.
    private func check(_ path: QueryPath, _ value: QueryValue, _ token: QueryLexer.Token) throws(QueryError) {
        switch path.field {
        case .severity where Severity(name: value.text) == nil:
            throw QueryError(
                offset: token.offset,
                message: "'\(value.text)' is no level: write trace, debug, info, warn, error or fatal"
            )
        case .duration where value.number == nil && value.nanoseconds == nil,
            .wait where value.number == nil && value.nanoseconds == nil:
            throw QueryError(offset: token.offset, message: "'\(value.text)' is no duration: write 250ms, 2s or 1m30s")
        case .time where value.time == nil:
            throw QueryError(
                offset: token.offset,
                message: "'\(value.text)' is no time: write -15m, 2026-11-21 or 2026-11-21T14:03:27Z"
            )
        case .attempt where value.number == nil, .generation where value.number == nil, .line where value.number == nil:
            throw QueryError(offset: token.offset, message: "'\(value.text)' is no number")
        case .metric where !["true", "false"].contains(value.text):
            throw QueryError(
                offset: token.offset,
                message:
                    "'\(value.text)' says nothing of metrics: write metric=true for the lines that carry metrics, metric=false for the others"
            )
        case .hop where HopKind(rawValue: value.text) == nil:
            throw QueryError(
                offset: token.offset,
                message: "'\(value.text)' is no hop: write \(HopKind.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        default: return
        }
    }
}
