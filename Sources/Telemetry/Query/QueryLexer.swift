/// Splits a query into tokens, each with its place in characters.
struct QueryLexer {
    enum Kind: Equatable {
        case word, quoted, op, bang, and, or, open, close, comma, end
    }

    struct Token {
        var kind: Kind
        var text: String
        var offset: Int
        /// White space stands before it.
        var spaced: Bool
    }

    private let characters: [Character]
    private var tokens: [Token] = []
    private var at = 0
    private var spaced = true

    static func tokens(_ text: String) throws(QueryError) -> [Token] {
        var lexer = QueryLexer(characters: Array(text))
        while lexer.at < lexer.characters.count { try lexer.next() }
        lexer.add(.end, "", from: lexer.characters.count)
        return lexer.tokens
    }

    private init(characters: [Character]) { self.characters = characters }

    private mutating func add(_ kind: Kind, _ text: String, from start: Int, _ length: Int = 0) {
        tokens.append(Token(kind: kind, text: text, offset: start, spaced: spaced))
        spaced = false
        at += length
    }

    private mutating func next() throws(QueryError) {
        let c = characters[at]
        switch c {
        case _ where c.isWhitespace:
            spaced = true
            at += 1
        case "(": add(.open, "(", from: at, 1)
        case ")": add(.close, ")", from: at, 1)
        case ",": add(.comma, ",", from: at, 1)
        case "\"", "'":
            let start = at
            add(.quoted, try quoted(), from: start)
        case "=", "!", "<", ">", "~": try sign()
        case "&" where isDoubled: add(.and, "&&", from: at, 2)
        case "|" where isDoubled: add(.or, "||", from: at, 2)
        default: word()
        }
    }

    private var isDoubled: Bool { at + 1 < characters.count && characters[at + 1] == characters[at] }

    /// An operator; other languages' spellings are taken where they can mean only one thing.
    private mutating func sign() throws(QueryError) {
        let pair = String(characters[at..<min(at + 2, characters.count)])
        switch pair {
        case "<=", ">=", "!=", "!~": add(.op, pair, from: at, 2)
        case "==": add(.op, "=", from: at, 2)
        case "=~": add(.op, "~", from: at, 2)
        case "<>": add(.op, "!=", from: at, 2)
        case "~=": throw QueryError(offset: at, message: "write ~ for a pattern")
        case "=>": throw QueryError(offset: at, message: "write >= for 'at least'")
        case "=<": throw QueryError(offset: at, message: "write <= for 'at most'")
        case "=!": throw QueryError(offset: at, message: "write != for 'not equal'")
        default: add(characters[at] == "!" ? .bang : .op, String(characters[at]), from: at, 1)
        }
    }

    private mutating func word() {
        let start = at
        while at < characters.count, !endsWord(from: start) { at += 1 }
        add(.word, String(characters[start..<at]), from: start)
    }

    private func endsWord(from start: Int) -> Bool {
        let c = characters[at]
        if c.isWhitespace || "(),\"=!<>~".contains(c) { return true }
        if c == "&" || c == "|" { return isDoubled }
        // `can't` is one word, `a='b'` is not.
        guard c == "'" else { return false }
        let isInside =
            at > start && at + 1 < characters.count && characters[at - 1].isLetter && characters[at + 1].isLetter
        return !isInside
    }

    /// A backslash before the quote keeps the quote from ending the text; any other backslash stays, as patterns need it.
    private mutating func quoted() throws(QueryError) -> String {
        let start = at
        let quote = characters[at]
        var text = ""
        at += 1
        while at < characters.count, characters[at] != quote {
            if characters[at] == "\\", at + 1 < characters.count, characters[at + 1] == quote { at += 1 }
            text.append(characters[at])
            at += 1
        }
        guard at < characters.count else {
            throw QueryError(offset: start, message: "the quote is not closed: add \(quote) at its end")
        }
        at += 1
        return text
    }
}
