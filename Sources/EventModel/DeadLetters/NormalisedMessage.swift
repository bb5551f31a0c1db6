/// An error message with what varies from one occurrence to the next replaced by `#`, so that messages of one cause are
/// equal: numbers with their units, hexadecimal and mixed ids, UUIDs, timestamps, quoted text, mail addresses and URLs.
///
/// One pass over at most ``limit`` bytes; no pattern can make it slow.
struct NormalisedMessage {
    /// Bytes of a message that are looked at.
    static let limit = 512

    private let bytes: [UInt8]
    private var i = 0
    private var out: [UInt8] = []

    static func text(_ message: String) -> String {
        var scan = NormalisedMessage(message)
        return scan.run()
    }

    private init(_ message: String) {
        var head = Array(message.utf8.prefix(Self.limit))
        // Not in the middle of a scalar.
        if message.utf8.count > Self.limit {
            while let last = head.last, last & 0xC0 == 0x80 { head.removeLast() }
            if let last = head.last, last >= 0xC0 { head.removeLast() }
        }
        bytes = head
    }

    private mutating func run() -> String {
        out.reserveCapacity(bytes.count)
        while i < bytes.count {
            let byte = bytes[i]
            if byte <= 0x20 || byte == 0x7F {
                if let last = out.last, last != space { out.append(space) }
                i += 1
            } else if let end = quotedEnd() {
                variable()
                i = end
            } else if isWord(byte) {
                word()
            } else if (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")), isDigit(at: i + 1),
                !(out.last.map(isWord) ?? false)
            {
                // A sign belongs to its number; one that ties two numbers together is left to `variable`.
                if out.last == hash { out.append(byte) }
                i += 1
            } else {
                out.append(byte)
                i += 1
            }
        }
        while out.last == space { out.removeLast() }
        return String(decoding: out, as: UTF8.self)
    }

    private static let ties: [UInt8] = Array("-:.,/+T".utf8)

    /// Writes `#`; together with one right before it, and what ties numbers together, only one.
    private mutating func variable() {
        if out.last == hash { return }
        if out.count >= 2, let last = out.last, Self.ties.contains(last), out[out.count - 2] == hash {
            out.removeLast()
            return
        }
        out.append(hash)
    }

    private mutating func word() {
        let end = wordEnd(i)
        if let past = addressEnd(end) ?? urlEnd(end) {
            variable()
            i = past
        } else if let past = uuidEnd() {
            variable()
            i = past
        } else {
            segment(i..<end)
            i = end
        }
    }

    /// A run of letters and digits.
    private mutating func segment(_ range: Range<Int>) {
        let text = bytes[range]
        let digits = text.lazy.filter(Self.isDigit).count
        let isHex = text.allSatisfy(Self.isHex)
        if digits == 0 {
            let isID =
                range.count >= 4 && IDLikeWord.isID(text, isHex: isHex, afterPrefix: { isPrefixed(range.lowerBound) })
            if isID { variable() } else { out.append(contentsOf: text) }
        } else if digits == range.count || isHex && range.count >= 4 || range.count >= 8 && alternations(text) >= 3
            || text.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "x")])
        {
            variable()
        } else {
            digitRuns(range)
        }
    }

    /// How often letters and digits take turns.
    private func alternations(_ text: ArraySlice<UInt8>) -> Int {
        zip(text, text.dropFirst()).lazy.filter { Self.isDigit($0) != Self.isDigit($1) }.count
    }

    /// Whether a word is a further part of an id: a hyphen or an underscore ties it to a number or an id, or to a word that ids begin
    /// with.
    private func isPrefixed(_ start: Int) -> Bool {
        guard start > 0, bytes[start - 1] == UInt8(ascii: "-") || bytes[start - 1] == UInt8(ascii: "_") else {
            return false
        }
        if out.count >= 2, out[out.count - 2] == hash { return true }
        let end = start - 1
        var begin = end
        while begin > 0, isWord(bytes[begin - 1]) { begin -= 1 }
        return IDLikeWord.isPrefix(bytes[begin..<end])
    }

    /// Letters stay, runs of digits do not; neither does a unit of time after the last of them, nor the marks of RFC
    /// 3339.
    private mutating func digitRuns(_ range: Range<Int>) {
        var k = range.lowerBound
        while k < range.upperBound {
            guard Self.isDigit(bytes[k]) else {
                out.append(bytes[k])
                k += 1
                continue
            }
            while k < range.upperBound && Self.isDigit(bytes[k]) { k += 1 }
            variable()
            let rest = String(decoding: bytes[k..<range.upperBound], as: UTF8.self)
            if ["ns", "us", "ms", "s", "m", "h", "d", "Z"].contains(rest) { return }
        }
    }

    private var hash: UInt8 { UInt8(ascii: "#") }
    private var space: UInt8 { 0x20 }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66 }
    private func isWord(_ byte: UInt8) -> Bool { Self.isDigit(byte) || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }
    private func isDigit(at k: Int) -> Bool { k < bytes.count && Self.isDigit(bytes[k]) }

    private func wordEnd(_ start: Int) -> Int {
        var k = start
        while k < bytes.count && isWord(bytes[k]) { k += 1 }
        return k
    }

    /// Past the closing mark, if a quotation begins here. An apostrophe inside a word is none.
    private func quotedEnd() -> Int? {
        let mark = bytes[i]
        guard mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'") || mark == UInt8(ascii: "`") else { return nil }
        if i > 0 && isWord(bytes[i - 1]) { return nil }
        var k = i + 1
        while k < bytes.count {
            if bytes[k] == mark && !(k + 1 < bytes.count && isWord(bytes[k + 1])) { return k + 1 }
            k += 1
        }
        return nil
    }

    /// Past a mail address whose first word ends at `end`.
    private func addressEnd(_ end: Int) -> Int? {
        var at = end
        while at < bytes.count && (isWord(bytes[at]) || [0x2E, 0x2D, 0x5F, 0x2B].contains(bytes[at])) { at += 1 }
        guard at < bytes.count, bytes[at] == UInt8(ascii: "@"), at + 1 < bytes.count, isWord(bytes[at + 1]) else {
            return nil
        }
        var k = at + 1
        while k < bytes.count
            && (isWord(bytes[k]) || bytes[k] == 0x2D || bytes[k] == 0x2E && k + 1 < bytes.count && isWord(bytes[k + 1]))
        {
            k += 1
        }
        return k
    }

    /// Past a URL whose scheme ends at `end`.
    private func urlEnd(_ end: Int) -> Int? {
        guard bytes[end...].starts(with: "://".utf8) else { return nil }
        var k = end + 3
        while k < bytes.count && bytes[k] > 0x20 && !"\"'`<>()[]{},;".utf8.contains(bytes[k]) { k += 1 }
        while k > end + 3 && (bytes[k - 1] == UInt8(ascii: ".") || bytes[k - 1] == UInt8(ascii: ":")) { k -= 1 }
        return k
    }

    /// Past a UUID that begins here: 8-4-4-4-12 hexadecimal digits.
    private func uuidEnd() -> Int? {
        guard i + 36 <= bytes.count else { return nil }
        for k in 0..<36 {
            let isTie = k == 8 || k == 13 || k == 18 || k == 23
            if isTie ? bytes[i + k] != UInt8(ascii: "-") : !Self.isHex(bytes[i + k]) { return nil }
        }
        return i + 36 < bytes.count && isWord(bytes[i + 36]) ? nil : i + 36
    }
}
