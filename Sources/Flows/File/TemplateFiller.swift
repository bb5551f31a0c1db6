import EventModel

/// Fills the variables of a stimulus: `<index>`, `<id>`, `<whole 1..100>`, `<pick red|green|blue>`. A text that is one variable
/// for a number becomes the number.
struct TemplateFiller {
    private enum Variable {
        case index, id, whole(ClosedRange<Int>), pick([String])

        init?(_ text: Substring) {
            let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
            switch (parts.first, parts.count) {
            case ("index", 1): self = .index
            case ("id", 1): self = .id
            case ("pick", 2):
                self = .pick(parts[1].split(separator: "|", omittingEmptySubsequences: false).map(String.init))
            case ("whole", 2):
                let bounds = parts[1].split(separator: ".").compactMap { Int($0) }
                guard parts[1].contains(".."), bounds.count == 2, bounds[0] <= bounds[1], bounds[1] < 1 << 52,
                    bounds[0] > -(1 << 52)
                else { return nil }
                self = .whole(bounds[0]...bounds[1])
            default: return nil
            }
        }

        var isNumber: Bool {
            switch self {
            case .index, .whole: true
            default: false
            }
        }
    }

    static let words = "<index>, <id>, <whole 1..100>, <pick red|green|blue>"

    var index: Int
    var random: SeededRandom

    mutating func fill(_ json: JSON) -> JSON {
        switch json {
        case .string(let text):
            let filled = self.text(text)
            guard text.first == "<", text.last == ">", Variable(text.dropFirst().dropLast())?.isNumber == true,
                let number = Int(filled)
            else { return .string(filled) }
            return .int(number)
        case .array(let values): return .array(values.map { fill($0) })
        case .object(let object):
            return .object(JSON.Object(object.members.map { JSON.Member($0.name, fill($0.value)) }))
        default: return json
        }
    }

    mutating func text(_ text: String) -> String {
        var out = ""
        for (piece, variable) in Self.pieces(text) {
            switch variable.flatMap({ Variable($0) }) {
            case .index: out += String(index + 1)
            case .id: out += random.hex(12)
            case .whole(let range): out += String(random.whole(range))
            case .pick(let words): out += random.pick(words)
            case nil: out += piece
            }
        }
        return out
    }

    /// The first thing in angle brackets that looks like a variable and is none; any other is text.
    static func unknown(in text: String) -> Substring? {
        pieces(text).lazy.compactMap(\.variable).first { variable in
            guard Variable(variable) == nil, let word = variable.split(separator: " ").first else { return false }
            return Suggestion.nearest(String(word), among: ["index", "whole", "pick"]) != nil || word == "id"
        }
    }

    /// A text in pieces; each in angle brackets, of letters first, is a variable. `a < b` and `<>` are not.
    private static func pieces(_ text: String) -> [(piece: Substring, variable: Substring?)] {
        var pieces: [(piece: Substring, variable: Substring?)] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "<") {
            pieces.append((rest[..<open], nil))
            rest = rest[open...]
            let inner = rest.dropFirst().prefix { $0 != ">" && $0 != "<" && !$0.isNewline }
            if inner.first?.isLetter == true, inner.endIndex < rest.endIndex, rest[inner.endIndex] == ">" {
                pieces.append((rest[...inner.endIndex], inner))
                rest = rest[rest.index(after: inner.endIndex)...]
            } else {
                pieces.append((rest.prefix(1), nil))
                rest = rest.dropFirst()
            }
        }
        pieces.append((rest, nil))
        return pieces
    }
}
