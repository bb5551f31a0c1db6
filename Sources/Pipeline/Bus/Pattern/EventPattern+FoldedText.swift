extension EventPattern {
    /// `equals-ignore-case`, of a whole text, its beginning or its end. A character of the pattern matches its lower and its upper
    /// case, each with as many characters as Unicode gives it, and nothing else: `ß` matches `ß` and `SS`, `Σ` no final `ς`.
    ///
    /// As in event-ruler, case is that of single UTF-16 units: a character beyond U+FFFF is two of them, which stand for two
    /// question marks there, and so here.
    struct FoldedText: Hashable, Sendable {
        enum Part: Hashable, Sendable { case whole, beginning, end }

        private struct Character: Hashable, Sendable {
            var lower: [UInt8]
            /// Nil where it is the same.
            var upper: [UInt8]?
        }

        let part: Part
        private let characters: [Character]
        /// In lower case, if all of it is ASCII.
        let ascii: [UInt8]?

        /// Of the text within quotes, without the one that a part leaves open.
        init(_ text: String, _ part: Part) {
            self.part = part
            let quote = Character(lower: [UInt8(ascii: "\"")])
            let inner = text.unicodeScalars.flatMap(FoldedText.characters)
            characters = (part == .end ? [] : [quote]) + inner + (part == .beginning ? [] : [quote])
            let lower = characters.flatMap(\.lower)
            ascii = characters.allSatisfy { $0.lower.count == 1 && ($0.upper?.count ?? 1) == 1 } ? lower : nil
        }

        private static func characters(_ scalar: Unicode.Scalar) -> [Character] {
            if scalar.value > 0xFFFF { return Array(repeating: Character(lower: [UInt8(ascii: "?")]), count: 2) }
            let lower = Array(scalar.properties.lowercaseMapping.utf8)
            let upper = Array(scalar.properties.uppercaseMapping.utf8)
            return [Character(lower: lower, upper: lower == upper ? nil : upper)]
        }

        /// The longest run of ASCII at the fixed end, in lower case: what every text that matches has there.
        var anchor: [UInt8] {
            let ordered = part == .end ? Array(characters.reversed()) : characters
            let run = ordered.prefix { $0.lower.count == 1 && ($0.upper?.count ?? 1) == 1 }.flatMap(\.lower)
            return part == .end ? run.reversed() : run
        }

        func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
            if let ascii {
                guard part == .whole ? text.count == ascii.count : text.count >= ascii.count else { return false }
                let start = part == .end ? text.count - ascii.count : 0
                for i in 0..<ascii.count where FoldedText.lower(text[start + i]) != ascii[i] { return false }
                return true
            }
            return part == .end ? matchesEnd(text) : matchesBeginning(text)
        }

        /// A byte in lower case, if it is ASCII.
        static func lower(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }

        /// A character may have two lengths: all places are kept that it may end at.
        private func matchesBeginning(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
            var places: Set = [0]
            for character in characters {
                var next: Set<Int> = []
                for place in places {
                    for form in [character.lower, character.upper].compactMap({ $0 })
                    where text[place...].starts(with: form) { next.insert(place + form.count) }
                }
                if next.isEmpty { return false }
                places = next
            }
            return part == .beginning || places.contains(text.count)
        }

        private func matchesEnd(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
            var places: Set = [text.count]
            for character in characters.reversed() {
                var next: Set<Int> = []
                for place in places {
                    for form in [character.lower, character.upper].compactMap({ $0 })
                    where text[..<place].suffix(form.count).elementsEqual(form) { next.insert(place - form.count) }
                }
                if next.isEmpty { return false }
                places = next
            }
            return true
        }
    }
}
