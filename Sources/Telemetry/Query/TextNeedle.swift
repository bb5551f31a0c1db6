import CTextSearch

/// Text to find in any case: ASCII letters fold while searching, other letters by two spellings made beforehand.
struct TextNeedle: Sendable {
    let lower: [UInt8]
    let upper: [UInt8]
    /// Places in the text that a search looks at first.
    private let probes: (Int, Int)

    init(_ text: String) {
        let small = Array(text.lowercased().utf8)
        let large = Array(text.uppercased().utf8)
        // A letter whose cases differ in length (ß) is searched for as it folds down.
        self.init(lower: small, upper: large.count == small.count ? large : small)
    }

    /// These bytes, ASCII letters in any case, all others as they are.
    init(bytes: [UInt8]) {
        self.init(
            lower: bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 },
            upper: bytes.map { (0x61...0x7A).contains($0) ? $0 & ~0x20 : $0 }
        )
    }

    /// These bytes and no others.
    init(exactly bytes: [UInt8]) { self.init(lower: bytes, upper: bytes) }

    private init(lower: [UInt8], upper: [UInt8]) {
        self.lower = lower
        self.upper = upper
        probes = lower.withUnsafeBufferPointer { lower in
            upper.withUnsafeBufferPointer { upper in
                var text = tailrace_text()
                text.lower = lower.baseAddress
                text.upper = upper.baseAddress
                text.count = lower.count
                tailrace_text_prepare(&text)
                return (text.first, text.second)
            }
        }
    }

    /// Lends the form that ``find(_:_:_:)`` takes, so that it is made once for many searches.
    @inline(__always)
    func prepared<R>(_ body: (UnsafePointer<tailrace_text>) -> R) -> R {
        lower.withUnsafeBufferPointer { lower in
            upper.withUnsafeBufferPointer { upper in
                var text = tailrace_text(
                    lower: lower.baseAddress,
                    upper: upper.baseAddress,
                    count: lower.count,
                    first: probes.0,
                    second: probes.1
                )
                return withUnsafePointer(to: &text, body)
            }
        }
    }

    /// The first place in `bytes[range]` where the text stands whole.
    @inline(__always)
    static func find(
        _ text: UnsafePointer<tailrace_text>,
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ range: Range<Int>
    ) -> Int? {
        guard let base = bytes.baseAddress else { return text.pointee.count == 0 ? range.lowerBound : nil }
        let place = tailrace_text_find(text, base + range.lowerBound, range.count)
        return place < 0 ? nil : range.lowerBound + place
    }

    func found(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        prepared { TextNeedle.find($0, bytes, 0..<bytes.count) != nil }
    }

    /// Whether its text could come of an escape other than `\u…`: then lines with any backslash are to be decoded,
    /// else only those with one of these.
    var maySpanEscape: Bool { lower.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x2F || $0 == 0x5C } }
}
