extension EventPattern {
    /// `wildcard`: a text in which `*` stands for any bytes, none too; `\*` and `\\` stand for themselves.
    struct Wildcard: Hashable, Sendable {
        /// What stands between the wildcards, in order, with the quotes around the whole; never empty.
        let pieces: [[UInt8]]

        /// Why a text is no wildcard, with the byte, from 0.
        struct Mistake: Error {
            var reason: String
        }

        init(_ text: String) throws(Mistake) {
            var pieces: [[UInt8]] = [[UInt8(ascii: "\"")]]
            let bytes = Array(text.utf8)
            var i = 0
            while i < bytes.count {
                let next = i + 1 < bytes.count ? bytes[i + 1] : nil
                switch bytes[i] {
                case UInt8(ascii: "*"):
                    if next == UInt8(ascii: "*") { throw Mistake(reason: "has two wildcards in a row at byte \(i)") }
                    pieces.append([])
                case UInt8(ascii: "\\"):
                    guard let next, next == UInt8(ascii: "*") || next == UInt8(ascii: "\\") else {
                        throw Mistake(reason: "has a backslash at byte \(i) with neither * nor \\ behind it")
                    }
                    pieces[pieces.count - 1].append(next)
                    i += 1
                default: pieces[pieces.count - 1].append(bytes[i])
                }
                i += 1
            }
            pieces[pieces.count - 1].append(UInt8(ascii: "\""))
            self.pieces = pieces
            if isTooComplex {
                throw Mistake(
                    reason: "is too complex: use fewer wildcards, or fewer repeating characters after a wildcard"
                )
            }
        }

        /// Whether the whole of a text matches.
        func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
            let (first, last) = (pieces[0], pieces[pieces.count - 1])
            guard pieces.count > 1 else { return first.withUnsafeBufferPointer { equal($0, text) } }
            var rest = text[...]
            guard rest.count >= first.count + last.count, rest.starts(with: first) else { return false }
            guard rest.suffix(last.count).elementsEqual(last) else { return false }
            rest = rest.dropFirst(first.count).dropLast(last.count)
            // The leftmost place is as good as any: it leaves the most to the others.
            for piece in pieces.dropFirst().dropLast() {
                guard let end = Wildcard.end(of: piece, in: UnsafeBufferPointer(rebasing: rest)) else { return false }
                rest = rest.dropFirst(end)
            }
            return true
        }

        /// Where the first occurrence of a piece ends. Tried at every place: as few beginnings of a wildcard match at once
        /// (``isTooComplex``), that is no more than some looks at each byte.
        private static func end(of piece: [UInt8], in text: UnsafeBufferPointer<UInt8>) -> Int? {
            guard text.count >= piece.count else { return nil }
            for start in 0...text.count - piece.count {
                var i = 0
                while i < piece.count, text[start + i] == piece[i] { i += 1 }
                if i == piece.count { return start + i }
            }
            return nil
        }
    }
}
