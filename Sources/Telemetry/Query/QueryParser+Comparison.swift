import EventModel

/// What is said of a field.
extension QueryParser {
    /// A value, and where it stands.
    private typealias Value = (token: QueryLexer.Token, value: QueryValue)

    /// A field as it was written: `$.a.b`, `.a.b`, `a[0].b` and `a[].b` are the paths of other tools.
    func path(_ token: QueryLexer.Token) -> QueryPath {
        guard token.kind == .word, token.text.contains(where: { $0 == "[" || $0 == "$" }) || token.text.first == "."
        else {
            return QueryPath(token.text)
        }
        var text = token.text[...]
        if text.hasPrefix("$.") { text = text.dropFirst() }
        if text.first == "." { text = text.dropFirst() }
        var out = ""
        var rest = text
        while let open = rest.firstIndex(of: "["), let close = rest[open...].firstIndex(of: "]") {
            let index = rest[rest.index(after: open)..<close]
            guard index.isEmpty || index == "*" || index.allSatisfy(\.isNumber) else { return QueryPath(token.text) }
            out += rest[..<open]
            if !index.isEmpty, index != "*" { out += ".\(index)" }
            rest = rest[rest.index(after: close)...]
        }
        return QueryPath(out + rest)
    }

    /// `FIELD OP VALUE`, `FIELD in (VALUE, VALUE)`; the field has been read.
    mutating func comparison(_ name: QueryLexer.Token) throws(QueryError) -> QueryNode {
        let op = here
        at += 1
        guard !name.text.isEmpty else {
            throw QueryError(offset: name.offset, message: "a field's name is missing before '\(op.text)'")
        }
        let sign = op.kind == .word ? "=" : op.text
        return try node(path(name), sign, try values(op, sign))
    }

    /// `FIELD:VALUE` as in other tools, where the name before the colon can be a field's. A text field has to contain the value,
    /// any other to equal it. Of a name that is not known, the text with its colon is found too.
    mutating func colon(_ token: QueryLexer.Token) throws(QueryError) -> QueryNode? {
        guard let colon = token.text.firstIndex(of: ":"), isName(token.text[..<colon]) else { return nil }
        let name = QueryLexer.Token(kind: .word, text: String(token.text[..<colon]), offset: token.offset, spaced: true)
        let path = path(name)
        let isExistence = ["exists", "_exists_"].contains(name.text)
        let rest = String(token.text[token.text.index(after: colon)...])
        if rest.isEmpty {
            let isJoined = here.kind == .op || (!here.spaced && [.quoted, .open].contains(here.kind))
            guard isJoined else {
                if path.field == nil && !isExistence { return nil }
                throw QueryError(
                    offset: token.offset + token.text.count,
                    message: "a value is missing after ':'; quote \"\(token.text)\" for the text itself"
                )
            }
            if here.kind == .op {
                let op = here
                at += 1
                return try node(path, op.text, try values(op, op.text))
            }
            if isExistence, here.kind == .quoted { return .exists(self.path(take())) }
            return try node(path, ":", try values(token, ":"))
        }
        if rest.hasPrefix("//") || rest.hasPrefix(":") { return nil }
        var value = token
        value.text = rest
        value.offset += name.text.count + 1
        if isExistence { return .exists(self.path(value)) }
        let known = path.field != nil
        let isOne = here.kind != .comma
        let meant = try node(path, ":", try values(token, ":", first: value))
        return known || !isOne || rest.contains("*") ? meant : .or([meant, .text(TextNeedle(token.text))])
    }

    private func isName(_ text: Substring) -> Bool {
        guard let first = text.first, first.isLetter || first == "_" || first == "@" || first == "$" || first == "."
        else {
            return false
        }
        return text.allSatisfy { $0.isLetter || $0.isNumber || "_.-@$[]*".contains($0) }
    }

    private mutating func take() -> QueryLexer.Token {
        defer { at += 1 }
        return here
    }

    // MARK: Values

    /// One value, several with commas, or several in parentheses.
    private mutating func values(_ op: QueryLexer.Token, _ sign: String, first: QueryLexer.Token? = nil)
        throws(QueryError)
        -> [QueryLexer.Token]
    {
        let takesMany = ["=", "!=", "~", "!~", ":"].contains(sign)
        if first == nil, here.kind == .open, takesMany { return try list() }
        var values: [QueryLexer.Token] = []
        if let first { values.append(first) } else { values.append(try value(after: op)) }
        while here.kind == .comma {
            let comma = take()
            guard takesMany else {
                throw QueryError(offset: comma.offset, message: "'\(sign)' takes one value; ',' goes with = != ~ !~")
            }
            values.append(try value(after: comma))
        }
        return values
    }

    /// `(a, b)`, `(a or b)`.
    private mutating func list() throws(QueryError) -> [QueryLexer.Token] {
        let open = take()
        var values = [try value(after: open)]
        while here.kind != .close {
            guard here.kind == .comma || here.kind == .or || isWord("or") else {
                throw here.kind == .end
                    ? QueryError(offset: open.offset, message: "'(' is not closed: add ')'")
                    : QueryError(offset: here.offset, message: "values in '(…)' are joined by ',' or 'or'")
            }
            values.append(try value(after: take()))
        }
        at += 1
        return values
    }

    private mutating func value(after op: QueryLexer.Token) throws(QueryError) -> QueryLexer.Token {
        guard here.kind == .word || here.kind == .quoted else {
            throw QueryError(
                offset: here.offset,
                message: "a value is missing after '\(op.text)'; quote it if it holds spaces or signs"
            )
        }
        return take()
    }

    // MARK: Nodes

    private func node(_ path: QueryPath, _ sign: String, _ tokens: [QueryLexer.Token]) throws(QueryError) -> QueryNode {
        switch sign {
        case "~": return .match(path, try patterns(tokens))
        case "!~": return .not(.match(path, try patterns(tokens)))
        case "!=": return .not(try anyOf(path, tokens, containing: false))
        case "=": return try anyOf(path, tokens, containing: false)
        case ":":
            let isProse = [.message, .error, .errorMessage].contains(path.field)
            return try anyOf(path, tokens, containing: isProse)
        default:
            var values: [QueryValue] = []
            for token in tokens { values.append(try read(token, path)) }
            return .compare(path, QueryOperator(rawValue: sign) ?? .equal, values)
        }
    }

    private func patterns(_ tokens: [QueryLexer.Token]) throws(QueryError) -> [Pattern] {
        var patterns: [Pattern] = []
        for token in tokens {
            patterns.append(try pattern(token) { text throws(Pattern.Failure) in try Pattern(text) })
        }
        return patterns
    }

    private func pattern(_ token: QueryLexer.Token, _ compile: (String) throws(Pattern.Failure) -> Pattern)
        throws(QueryError) -> Pattern
    {
        do {
            return try compile(token.text)
        } catch {
            let quote = token.kind == .quoted ? 1 : 0
            let place = min(error.offset, token.text.count)
            throw QueryError(offset: token.offset + quote + place, message: error.message)
        }
    }

    /// Whether the field has one of the values: equal, by wildcard, or (of prose) within its text.
    private func anyOf(_ path: QueryPath, _ tokens: [QueryLexer.Token], containing: Bool) throws(QueryError)
        -> QueryNode
    {
        var plain: [QueryValue] = []
        var patterns: [Pattern] = []
        var others: [QueryNode] = []
        for token in tokens {
            let isWild = token.kind == .word && token.text.contains("*")
            if isWild, token.text.allSatisfy({ $0 == "*" }) {
                others.append(.exists(path))
            } else if containing {
                patterns.append(
                    try pattern(token) { text throws(Pattern.Failure) in
                        try QueryWildcard.anywhere(text, wild: isWild)
                    }
                )
            } else if isWild, !path.hasKind {
                patterns.append(try pattern(token) { text throws(Pattern.Failure) in try QueryWildcard.whole(text) })
            } else if path.field == .time, let time = QueryTime(token.text, now: now), time.length > 0 {
                others.append(
                    .and([
                        .compare(path, .greaterOrEqual, [moment(time.start)]),
                        .compare(path, .less, [moment(time.end)]),
                    ])
                )
            } else {
                plain.append(try read(token, path))
            }
        }
        if !plain.isEmpty { others.append(.compare(path, .equal, plain)) }
        if !patterns.isEmpty { others.append(.match(path, patterns)) }
        return others.count == 1 ? others[0] : .or(others)
    }

    private func moment(_ time: Timestamp) -> QueryValue { QueryValue(time.rfc3339(digits: 9), quoted: true, now: now) }

    /// A value as its field takes it; fields with a kind take only values of that kind.
    private func read(_ token: QueryLexer.Token, _ path: QueryPath) throws(QueryError) -> QueryValue {
        var text = token.text
        if path.field == .severity, Severity(name: text) == nil {
            var copy = text
            if let severity = copy.withUTF8({ SeverityReading.word($0) }) { text = severity.name }
        }
        if path.field == .metric || path.field == .hop { text = text.lowercased() }
        var value = QueryValue(text, quoted: token.kind == .quoted, now: now)
        if value.time == nil { value.time = QueryTime(text, now: now)?.start }
        try check(path, value, token)
        return value
    }

    private func check(_ path: QueryPath, _ value: QueryValue, _ token: QueryLexer.Token) throws(QueryError) {
        switch path.field {
        case .severity where Severity(name: value.text) == nil:
            throw QueryError(
                offset: token.offset,
                message: "'\(token.text)' is no level: write trace, debug, info, warn, error or fatal"
            )
        case .duration where value.number == nil && value.nanoseconds == nil,
            .wait where value.number == nil && value.nanoseconds == nil:
            throw QueryError(offset: token.offset, message: "'\(token.text)' is no duration: write 250ms, 2s or 1m30s")
        case .time where value.time == nil:
            throw QueryError(
                offset: token.offset,
                message: "'\(token.text)' is no time: write -15m, 14:03, 2026-11-21 or 2026-11-21T14:03:27Z"
            )
        case .attempt where value.number == nil, .generation where value.number == nil, .line where value.number == nil:
            throw QueryError(offset: token.offset, message: "'\(token.text)' is no number")
        case .metric where !["true", "false"].contains(value.text):
            throw QueryError(
                offset: token.offset,
                message:
                    "'\(token.text)' says nothing of metrics: write metric=true for the lines that carry metrics, metric=false for the others"
            )
        case .hop where HopKind(rawValue: value.text) == nil:
            throw QueryError(
                offset: token.offset,
                message: "'\(token.text)' is no hop: write \(HopKind.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        default: return
        }
    }
}

extension QueryPath {
    /// The field takes only values of one kind, so that a wildcard says nothing of it.
    fileprivate var hasKind: Bool {
        switch field {
        case .severity, .duration, .wait, .time, .attempt, .generation, .line, .metric, .hop: true
        default: false
        }
    }
}
