/// One line of text with a cursor, edited as a shell edits its line.
package struct TextField: Hashable, Sendable {
    private var characters: [Character]
    /// The cursor stands before this character.
    package private(set) var cursor: Int
    /// The most characters it takes; more are not entered.
    package let limit: Int

    package init(_ text: String = "", limit: Int = 4_096) {
        self.limit = limit
        characters = Array(text.prefix(limit))
        cursor = characters.count
    }

    package var text: String {
        get { String(characters) }
        set {
            characters = Array(newValue.prefix(limit))
            cursor = characters.count
        }
    }
    package var isEmpty: Bool { characters.isEmpty }

    /// Edits by one key; false if the key means nothing in a line of text, and nothing has changed.
    package mutating func handle(_ key: Key) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .backspace, .control("h"): remove(max(0, cursor - 1)..<cursor)
        case .delete, .control("d"): remove(cursor..<min(characters.count, cursor + 1))
        case .left, .control("b"): cursor = max(0, cursor - 1)
        case .right, .control("f"): cursor = min(characters.count, cursor + 1)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = characters.count
        case .control("u"): remove(0..<cursor)
        case .control("k"): remove(cursor..<characters.count)
        case .control("w"): remove(wordStart..<cursor)
        default: return false
        }
        return true
    }

    /// Puts text in at the cursor.
    package mutating func insert(_ text: String) {
        let room = limit - characters.count
        guard room > 0 else { return }
        let before = characters.count
        characters.insert(contentsOf: text.prefix(room), at: cursor)
        cursor += characters.count - before
        // What was put in may combine with its neighbours to fewer characters.
        let joined = Array(String(characters))
        if joined.count != characters.count {
            cursor = min(joined.count, Array(String(characters[..<cursor])).count)
            characters = joined
        }
    }

    /// What stands before the cursor.
    package var textBeforeCursor: String { String(characters[..<cursor]) }

    /// Puts text in the place of so many characters before the cursor.
    package mutating func replace(_ count: Int, with text: String) {
        remove(max(0, cursor - count)..<cursor)
        insert(text)
    }

    /// Draws it into one row, scrolled so that the cursor is seen; answers where the cursor is.
    package func draw(in area: Rect, to buffer: inout Buffer, _ style: Style = .plain) -> Point {
        let widths = characters.map { displayWidth(String($0)) }
        var column = widths[..<cursor].reduce(0, +)
        var first = 0
        while column >= area.width && first < cursor {
            column -= widths[first]
            first += 1
        }
        buffer.fill(area.top(1).0, style)
        buffer.write(String(characters[first...]), at: Point(x: area.x, y: area.y), style, clip: area.top(1).0)
        return Point(x: area.x + min(column, max(0, area.width - 1)), y: area.y)
    }

    private mutating func remove(_ range: Range<Int>) {
        characters.removeSubrange(range)
        cursor = range.lowerBound
    }

    /// Where the word before the cursor begins; the spaces between count to it.
    private var wordStart: Int {
        var i = cursor
        while i > 0 && characters[i - 1].isWhitespace { i -= 1 }
        while i > 0 && !characters[i - 1].isWhitespace { i -= 1 }
        return i
    }
}
