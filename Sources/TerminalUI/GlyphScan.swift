/// A piece of text that is drawn as one.
enum TextGlyph {
    case scalar(Unicode.Scalar)
    /// A base and what combines with it, or an emoji sequence.
    case cluster(String)
}

/// Text as the glyphs and widths in which it is shown, for drawing, measuring and cutting alike.
enum GlyphScan {
    /// Calls `body` with each glyph, its width, and where its source begins and ends in the text's UTF-8, until it
    /// answers false.
    ///
    /// Runs of ASCII need no grapheme breaking. Other text is broken in pieces of bounded size, so that a line of
    /// megabytes costs no more than what is shown of it.
    @inline(__always)
    static func forEach(in text: some StringProtocol, _ body: (TextGlyph, Int, Range<Int>) -> Bool) {
        let done: Void? = text.utf8.withContiguousStorageIfAvailable { scan($0, body) }
        if done == nil {
            var copy = String(text)
            copy.withUTF8 { scan($0, body) }
        }
    }

    @inline(__always)
    private static func scan(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (TextGlyph, Int, Range<Int>) -> Bool) {
        var i = 0
        while i < bytes.count {
            let byte = bytes[i]
            if byte >= 0x20 && byte < 0x7F && (i + 1 == bytes.count || bytes[i + 1] < 0x80) {
                if !body(.scalar(Unicode.Scalar(byte)), 1, i..<i + 1) { return }
                i += 1
            } else if byte < 0x80 && (i + 1 == bytes.count || bytes[i + 1] < 0x80) {
                if !body(.scalar(standIn(Unicode.Scalar(byte)) ?? "\u{FFFD}"), 1, i..<i + 1) { return }
                i += 1
            } else {
                let (pieces, end) = stretch(bytes, from: i)
                for piece in pieces where !body(piece.glyph, piece.width, piece.source) { return }
                i = end
            }
        }
    }

    private struct Piece {
        var glyph: TextGlyph
        var width: Int
        var source: Range<Int>
    }

    /// The glyphs of the non-ASCII stretch at `start`, at most some hundred bytes of it, and where it ends.
    private static func stretch(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> ([Piece], Int) {
        let bound = 256
        var end = start + 1
        while end < bytes.count && (bytes[end] >= 0x80 || end + 1 < bytes.count && bytes[end + 1] >= 0x80) {
            if end - start >= bound && bytes[end] & 0xC0 != 0x80 { break }
            end += 1
        }
        let cut = end < bytes.count && end - start >= bound
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
        var pieces: [Piece] = []
        var at = start
        for character in text {
            let length = character.utf8.count
            // What a cut may have torn is read again with what follows, unless it fills the whole stretch.
            if cut && at + length == end && at > start { break }
            append(character, at..<at + length, to: &pieces)
            at += length
        }
        // One character longer than the bound: the marks that are left of it would not be seen anyway.
        if cut && pieces.count == 1 {
            while let mark = scalar(bytes, at), standIn(mark) == nil, scalarWidth(mark) == 0 { at += UTF8.width(mark) }
            pieces[0].source = start..<at
        }
        return (pieces, at)
    }

    private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ i: Int) -> Unicode.Scalar? {
        guard i < bytes.count, bytes[i] >= 0xC0 else { return nil }
        let length = bytes[i] < 0xE0 ? 2 : bytes[i] < 0xF0 ? 3 : 4
        guard i + length <= bytes.count else { return nil }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[i..<i + length]), as: UTF8.self).unicodeScalars
            .first
    }

    private static func append(_ character: Character, _ source: Range<Int>, to pieces: inout [Piece]) {
        let scalars = character.unicodeScalars
        let first = scalars[scalars.startIndex]
        if scalars.index(after: scalars.startIndex) == scalars.endIndex {
            append(first, source, to: &pieces)
        } else if let emoji = emojiSequence(scalars, first) {
            pieces.append(Piece(glyph: .cluster(emoji), width: 2, source: source))
        } else {
            appendBases(scalars, source, to: &pieces)
        }
    }

    private static func append(_ scalar: Unicode.Scalar, _ source: Range<Int>, to pieces: inout [Piece]) {
        if let shown = standIn(scalar) {
            pieces.append(Piece(glyph: .scalar(shown), width: 1, source: source))
        } else {
            let width = scalarWidth(scalar)
            // A mark without a base would combine with whatever stands before it on the screen.
            if width == 0 {
                pieces.append(Piece(glyph: .cluster("\u{25CC}" + String(Character(scalar))), width: 1, source: source))
            } else {
                pieces.append(Piece(glyph: .scalar(scalar), width: width, source: source))
            }
        }
    }

    /// Terminals give each base of a conjunct its own columns, so each becomes a glyph with the marks that follow it.
    private static func appendBases(
        _ scalars: Character.UnicodeScalarView,
        _ source: Range<Int>,
        to pieces: inout [Piece]
    ) {
        let first = pieces.count
        var marks = 0
        var begin = source.lowerBound
        for scalar in scalars {
            let place = begin..<begin + UTF8.width(scalar)
            begin = place.upperBound
            guard standIn(scalar) == nil, scalarWidth(scalar) == 0, pieces.count > first else {
                append(scalar, place, to: &pieces)
                marks = 0
                continue
            }
            pieces[pieces.count - 1].source = pieces[pieces.count - 1].source.lowerBound..<place.upperBound
            // More marks than this are not seen, and a cluster's size is bounded.
            marks += 1
            if marks > 4 || scalar.value == 0xFE0E || scalar.value == 0xFE0F { continue }
            switch pieces[pieces.count - 1].glyph {
            case .scalar(let base):
                pieces[pieces.count - 1].glyph = .cluster(String(Character(base)) + String(Character(scalar)))
            case .cluster(let text):
                pieces[pieces.count - 1].glyph = .cluster(text + String(Character(scalar)))
            }
        }
    }

    /// The sequence as it is drawn in two columns, if it is an emoji sequence of
    /// https://www.unicode.org/reports/tr51/#Emoji_Sequences; nil otherwise.
    private static func emojiSequence(_ scalars: Character.UnicodeScalarView, _ first: Unicode.Scalar) -> String? {
        let second = scalars[scalars.index(after: scalars.startIndex)]
        let properties = first.properties
        let isFlag = (0x1F1E6...0x1F1FF).contains(first.value) && (0x1F1E6...0x1F1FF).contains(second.value)
        let isPresented = properties.isEmoji && second.value == 0xFE0F
        let isJoined =
            properties.isEmoji && first.value > 0xFF && (second.value == 0x200D || second.properties.isEmojiModifier)
        let isTagged = first.value == 0x1F3F4 && (0xE0020...0xE007F).contains(second.value)
        guard isFlag || isPresented || isJoined || isTagged, scalars.count <= 16 else { return nil }
        // `1` with a selector alone is still a digit.
        if first.value <= 0x39 && !scalars.contains("\u{20E3}") { return nil }
        for scalar in scalars
        where standIn(scalar) != nil && scalar.value != 0x200D && !(0xE0020...0xE007F).contains(scalar.value) {
            return nil
        }
        return String(scalars)
    }
}
