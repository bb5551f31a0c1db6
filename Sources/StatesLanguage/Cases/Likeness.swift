import EventModel

/// How what came is compared with what a recording says.
enum Likeness {
    /// The same value; an object may stand for the text that holds it, which a recorder read.
    static func isSame(_ wanted: JSON, _ got: JSON) -> Bool {
        switch (wanted, got) {
        case (.object, .string(let text)), (.array, .string(let text)):
            return (try? JSON(parsing: text)).map { isSame(wanted, $0) } ?? false
        case (.string(let text), .object), (.string(let text), .array):
            return (try? JSON(parsing: text)).map { isSame($0, got) } ?? false
        case (.object(let a), .object(let b)):
            return a.members.count == b.members.count
                && a.members.allSatisfy { member in b[member.name].map { isSame(member.value, $0) } ?? false }
        case (.array(let a), .array(let b)): return a.count == b.count && zip(a, b).allSatisfy(isSame)
        default: return wanted.means(got) || text(wanted, holds: got) || text(got, holds: wanted)
        }
    }

    /// The same shape, and the same numbers and booleans: of a recording whose ids, names and clocks were replaced, any text is as good
    /// as any other, and stands for numbers too.
    static func isLike(_ wanted: JSON, _ got: JSON) -> Bool {
        switch (wanted, got) {
        case (.object(let a), .object(let b)):
            return a.members.count == b.members.count
                && a.members.allSatisfy { member in b[member.name].map { isLike(member.value, $0) } ?? false }
        case (.array(let a), .array(let b)): return a.count == b.count && zip(a, b).allSatisfy(isLike)
        case (.object, .string(let text)): return (try? JSON(parsing: text)).map { isLike(wanted, $0) } ?? false
        case (.string, .string), (.string, .number): return true
        default: return wanted.means(got)
        }
    }

    /// A scalar as the text of a response.
    private static func text(_ a: JSON, holds b: JSON) -> Bool {
        guard let text = a.string, text.hasPrefix("\""), b.string != nil else { return false }
        return (try? JSON(parsing: text))?.means(b) ?? false
    }
}
