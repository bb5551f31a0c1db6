/// A JSON text as its tokens, each spelled as it was: laid out anew, or with the white space of another text.
struct JSONLayout {
    let bytes: [UInt8]
    private(set) var tokens: [JSONScan.Token] = []
    private(set) var problem: JSONScan.Problem?

    /// Reads a text; its ``problem`` says where it is not JSON.
    init(reading bytes: [UInt8]) {
        self.bytes = bytes
        var scan = JSONScan(bytes)
        var tokens: [JSONScan.Token] = []
        do throws(JSONScan.Problem) { try scan.document { tokens.append($0) } } catch { problem = error }
        self.tokens = tokens
    }

    /// Nil where the text is not JSON.
    init?(_ bytes: [UInt8]) {
        self.init(reading: bytes)
        if problem != nil { return nil }
    }

    /// Levels that are indented; deeper ones stand where this one does.
    private static let deepest = 100

    /// Two spaces a level, one member or element a line, empty containers on one line. Tokens are not changed: numbers, escapes,
    /// the order of members and members that stand twice stay.
    ///
    /// - Parameter most: lines after which the rest is left out.
    func indented(most: Int = .max) -> [UInt8] {
        var out: [UInt8] = []
        var level = 0
        var lines = 1
        func line() {
            lines += 1
            out.append(0x0A)
            out.append(contentsOf: repeatElement(0x20, count: min(level, Self.deepest) * 2))
        }
        var last: JSONScan.Kind?
        for token in tokens {
            if lines > most { break }
            switch token.kind {
            case .close:
                level -= 1
                if last != .open { line() }
            default:
                if last == .open || last == .comma { line() }
                if last == .colon { out.append(0x20) }
            }
            out += bytes[token.range]
            if token.kind == .open { level += 1 }
            last = token.kind
        }
        return out
    }

    /// This text with the white space of `original` around every token that both have. Around what is new, white space is as it
    /// stands here where the original has lines, else what the original has after its first comma and colon.
    func spaced(like original: JSONLayout) -> [UInt8] {
        let (gaps, spaces) = (gaps, original.gaps)
        let hasLines = spaces.dropFirst().dropLast().contains { $0.contains(0x0A) }
        let (afterComma, afterColon) = (original.gap(after: .comma), original.gap(after: .colon))
        let script = EditScript(original.spellings, spellings)
        var out: [UInt8] = []
        var isKept = false
        for run in script.runs {
            switch run {
            case .removed: isKept = false
            case .same(let old, let new):
                for (i, j) in zip(old, new) {
                    let isRunning = isKept || i == 0 && j == 0
                    out += isRunning ? spaces[i] : gap(j, gaps, hasLines, afterComma, afterColon)
                    out += bytes[tokens[j].range]
                    isKept = true
                }
            case .added(let new):
                for j in new { out += gap(j, gaps, hasLines, afterComma, afterColon) + bytes[tokens[j].range] }
                isKept = false
            }
        }
        return out + (spaces.last ?? [])
    }

    /// The white space before a token that is new here; `gaps` is what stands before each in this text.
    private func gap(
        _ j: Int,
        _ gaps: [ArraySlice<UInt8>],
        _ hasLines: Bool,
        _ afterComma: ArraySlice<UInt8>,
        _ afterColon: ArraySlice<UInt8>
    ) -> ArraySlice<UInt8> {
        if hasLines { return gaps[j] }
        switch j > 0 ? tokens[j - 1].kind : .open {
        case .comma: return afterComma
        case .colon: return afterColon
        default: return []
        }
    }

    private var spellings: [ArraySlice<UInt8>] { tokens.map { bytes[$0.range] } }

    /// The white space before each token, and after the last.
    private var gaps: [ArraySlice<UInt8>] {
        var end = 0
        var gaps: [ArraySlice<UInt8>] = []
        for token in tokens {
            gaps.append(bytes[end..<token.range.lowerBound])
            end = token.range.upperBound
        }
        return gaps + [bytes[end...]]
    }

    private func gap(after kind: JSONScan.Kind) -> ArraySlice<UInt8> {
        guard let i = tokens.firstIndex(where: { $0.kind == kind }), i + 1 < tokens.count else { return [] }
        return bytes[tokens[i].range.upperBound..<tokens[i + 1].range.lowerBound]
    }
}
