import EventModel

/// Reads a query: `or` (`||`) binds loosest, then terms side by side (or with `and`, `&&`), then `not` (`-`, `!`).
struct QueryParser {
    private static let deepest = 64

    var tokens: [QueryLexer.Token]
    var at = 0
    private var depth = 0
    let now: Timestamp

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

    var here: QueryLexer.Token { tokens[at] }
    /// The token after this one; the last is followed by itself.
    var next: QueryLexer.Token { tokens[min(at + 1, tokens.count - 1)] }

    func isWord(_ word: String) -> Bool {
        guard here.kind == .word, here.text.lowercased() == word else { return false }
        // `or=1` is a field called or.
        return next.kind != .op
    }

    private var isOr: Bool { here.kind == .or || isWord("or") }
    private var isAnd: Bool { here.kind == .and || isWord("and") }

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
        while isOr {
            at += 1
            branches.append(try sequence())
        }
        return branches.count == 1 ? branches[0] : .or(branches)
    }

    private mutating func sequence() throws(QueryError) -> QueryNode {
        var terms = [try term()]
        while true {
            if isAnd {
                at += 1
                terms.append(try term())
            } else if here.kind == .end || here.kind == .close || isOr {
                break
            } else {
                terms.append(try term())
            }
        }
        return terms.count == 1 ? terms[0] : .and(terms)
    }

    private mutating func term() throws(QueryError) -> QueryNode {
        var negated = false
        while try takeNegation() { negated.toggle() }
        let node = try plainTerm()
        return negated ? .not(node) : node
    }

    /// `not` before a term; `-` or `!` written up against it.
    private mutating func takeNegation() throws(QueryError) -> Bool {
        if isWord("not") {
            at += 1
            return true
        }
        let isSigned = here.kind == .bang || (here.kind == .word && here.text == "-")
        if isSigned {
            guard !next.spaced, [.word, .quoted, .open, .bang].contains(next.kind) else {
                throw QueryError(
                    offset: here.offset,
                    message: here.kind == .bang
                        ? "'!' stands alone: write != or !~, or 'not' before a term"
                        : "'-' stands alone: write not before a term, or \"-\" for the sign itself"
                )
            }
            at += 1
            return true
        }
        guard here.kind == .word, here.text.first == "-" else { return false }
        let rest = String(here.text.dropFirst())
        // Where a number or another sign follows, it may be anything.
        if rest.first == "-" || rest.first?.isNumber == true {
            let isTime = DurationReading.text(Array(rest.utf8)) != nil
            throw QueryError(
                offset: here.offset,
                message: "'\(here.text)' can be read two ways: write "
                    + (isTime ? "time>\(here.text) for the time since, " : "\"\(here.text)\" for the text, ")
                    + "not \(rest) for records without \(rest)"
            )
        }
        tokens[at].text = rest
        tokens[at].offset += 1
        return true
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
            if isWord("or") || isWord("and") { throw missing(before: token) }
            if token.text.lowercased() == "exists", next.kind == .open, !next.spaced { return try exists() }
            return try word(token)
        case .and, .or: throw missing(before: token)
        default: throw unexpected()
        }
    }

    private func missing(before token: QueryLexer.Token) -> QueryError {
        QueryError(offset: token.offset, message: "a term is missing before '\(token.text)'")
    }

    /// A word is a field if something is said of it, text if not.
    private mutating func word(_ token: QueryLexer.Token) throws(QueryError) -> QueryNode {
        at += 1
        if here.kind == .op, !token.text.hasSuffix(":") { return try comparison(token) }
        if isWord("in"), next.kind == .open { return try comparison(token) }
        if isWord("not"), next.kind == .word, next.text.lowercased() == "in", tokens[at + 2].kind == .open {
            at += 1
            return .not(try comparison(token))
        }
        if let node = try colon(token) { return node }
        return try text(token)
    }

    private func text(_ token: QueryLexer.Token) throws(QueryError) -> QueryNode {
        guard token.text.contains("*") else { return .text(TextNeedle(token.text)) }
        // Text is found anywhere in the record as it is: a star at an end says nothing more.
        let inner = token.text.drop { $0 == "*" }
        let words = inner.prefix(
            inner.lastIndex { $0 != "*" }.map { inner.distance(from: inner.startIndex, to: $0) + 1 } ?? 0
        )
        if words.isEmpty { return .all }
        if let star = words.firstIndex(of: "*") {
            throw QueryError(
                offset: token.offset + token.text.distance(from: token.text.startIndex, to: star),
                message: "'*' within a text needs a field: write message:\(token.text), or quote it for the sign itself"
            )
        }
        return .text(TextNeedle(String(words)))
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
        return .exists(self.path(path))
    }
}
