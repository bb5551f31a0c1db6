/// How the word of a query that is being typed can go on: a field's name, or one of its values.
struct QueryCompletion: Hashable {
    /// Where the word begins, in characters.
    let start: Int
    /// What can stand there; the best first, what is typed itself left out.
    let offers: [String]

    private static let signs = "=!<>~:"
    private static let ends = " \t(),\"'=!<>~"

    /// - Parameter text: the query up to the cursor.
    init(_ text: String, _ fields: FieldCatalogue) {
        let characters = Array(text)
        var start = characters.count
        while start > 0, !Self.ends.contains(characters[start - 1]) { start -= 1 }
        var typed = String(characters[start...])
        if let name = Self.field(before: start, characters) {
            self.init(start, typed, fields.values(of: name).map(Self.quotedIfNeeded))
            return
        }
        if let colon = typed.firstIndex(of: ":") {
            let name = String(typed[..<colon])
            let values = fields.values(of: name)
            typed = String(typed[typed.index(after: colon)...])
            self.init(characters.count - typed.count, typed, values.map(Self.quotedIfNeeded))
            return
        }
        if typed.first == "-" {
            typed.removeFirst()
            start += 1
        }
        self.init(start, typed, fields.names)
    }

    private init(_ start: Int, _ typed: String, _ all: [String]) {
        self.start = start
        let typed = typed.lowercased()
        let first = all.filter { $0.lowercased().hasPrefix(typed) }
        // A part in the middle is good enough where more than a letter is known.
        let second =
            typed.count < 2 ? [] : all.filter { !$0.lowercased().hasPrefix(typed) && $0.lowercased().contains(typed) }
        offers = (first + second).filter { $0 != typed }
    }

    /// The field whose value is typed at a place; nil if none is.
    private static func field(before start: Int, _ characters: [Character]) -> String? {
        var i = start
        // Values before this one, with their commas.
        while i > 0, characters[i - 1] == "," {
            i -= 1
            if i > 0, characters[i - 1] == "\"" {
                i -= 1
                while i > 0, characters[i - 1] != "\"" { i -= 1 }
                i -= i > 0 ? 1 : 0
            } else {
                while i > 0, !ends.contains(characters[i - 1]) { i -= 1 }
            }
        }
        let end = i
        while i > 0, characters[i - 1] == " " { i -= 1 }
        let afterSign = i
        while i > 0, signs.contains(characters[i - 1]) { i -= 1 }
        // `a ! ` is no comparison, and a blank ends a value that has a sign before it.
        guard i < afterSign, end == afterSign || end == start else { return nil }
        while i > 0, characters[i - 1] == " " { i -= 1 }
        let last = i
        while i > 0, !ends.contains(characters[i - 1]) { i -= 1 }
        let name = String(characters[i..<last].drop { $0 == "-" })
        return name.isEmpty ? nil : name
    }

    private static func quotedIfNeeded(_ value: String) -> String {
        let isPlain = value.allSatisfy { !ends.contains($0) && !"*&|".contains($0) && !$0.isWhitespace }
        return isPlain && !value.isEmpty ? value : QueryText.quoted(value)
    }
}
