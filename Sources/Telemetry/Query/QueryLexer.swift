/// Splits a query into tokens, each with its place in characters.
struct QueryLexer {
    enum Kind: Equatable {
        case word, quoted, op, open, close, comma, end
    }

    struct Token {
        var kind: Kind
        var text: String
        var offset: Int
        /// White space stands before it.
        var spaced: Bool
    }

    static func tokens(_ text: String) throws(QueryError) -> [Token] {
        let characters = Array(text)
        var tokens: [Token] = []
        var i = 0
        var spaced = true
        while i < characters.count {
            let c = characters[i]
            if c.isWhitespace {
                spaced = true
                i += 1
                continue
            }
            let start = i
            switch c {
            case "(":
                tokens.append(Token(kind: .open, text: "(", offset: start, spaced: spaced))
                i += 1
            case ")":
                tokens.append(Token(kind: .close, text: ")", offset: start, spaced: spaced))
                i += 1
            case ",":
                tokens.append(Token(kind: .comma, text: ",", offset: start, spaced: spaced))
                i += 1
            case "\"", "'":
                tokens.append(Token(kind: .quoted, text: try quoted(characters, &i), offset: start, spaced: spaced))
            case "=", "!", "<", ">", "~":
                var op = String(c)
                i += 1
                if i < characters.count, characters[i] == "=" || (c == "!" && characters[i] == "~") {
                    op.append(characters[i])
                    i += 1
                }
                if op == "==" { op = "=" }
                if op == "!" || op == "~=" {
                    throw QueryError(
                        offset: start,
                        message: op == "!"
                            ? "'!' stands alone: write != or !~, or 'not' before a term" : "write ~ for a pattern"
                    )
                }
                tokens.append(Token(kind: .op, text: op, offset: start, spaced: spaced))
            default:
                var word = ""
                while i < characters.count, !characters[i].isWhitespace, !"(),\"'=!<>~".contains(characters[i]) {
                    word.append(characters[i])
                    i += 1
                }
                tokens.append(Token(kind: .word, text: word, offset: start, spaced: spaced))
            }
            spaced = false
        }
        tokens.append(Token(kind: .end, text: "", offset: characters.count, spaced: true))
        return tokens
    }

    /// A backslash before the quote keeps the quote from ending the text; any other backslash stays, as patterns need it.
    private static func quoted(_ characters: [Character], _ i: inout Int) throws(QueryError) -> String {
        let start = i
        let quote = characters[i]
        var text = ""
        i += 1
        while i < characters.count, characters[i] != quote {
            if characters[i] == "\\", i + 1 < characters.count, characters[i + 1] == quote {
                i += 1
            }
            text.append(characters[i])
            i += 1
        }
        guard i < characters.count else {
            throw QueryError(offset: start, message: "the quote is not closed: add \(quote) at its end")
        }
        i += 1
        return text
    }
}
