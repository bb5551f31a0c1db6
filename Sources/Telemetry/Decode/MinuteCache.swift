import EventModel

/// Reads RFC 3339 times that come one close after the other: the date and minute are worked out once.
struct MinuteCache {
    private var head: (UInt64, UInt64) = (0, 0)
    private var minute: Int64 = 0

    /// Nanoseconds since 1970; nil where the text is no RFC 3339.
    @inline(__always)
    mutating func read(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard text.count >= 20, let base = text.baseAddress, text[text.count - 1] == UInt8(ascii: "Z") else {
            return slow(text)
        }
        let raw = UnsafeRawPointer(base)
        let first = raw.loadUnaligned(as: UInt64.self)
        let second = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        if first != head.0 || second != head.1 { return remember(text, first, second) }
        let tens = Int64(base[17]) - 48
        let ones = Int64(base[18]) - 48
        guard base[16] == UInt8(ascii: ":"), tens >= 0, tens < 6, ones >= 0, ones <= 9 else { return slow(text) }
        var fraction: Int64 = 0
        if text.count > 20 {
            let digits = text.count - 21
            guard base[19] == UInt8(ascii: "."), digits > 0, digits <= 9 else { return slow(text) }
            for i in 20..<(20 + digits) {
                let digit = Int64(base[i]) - 48
                guard digit >= 0, digit <= 9 else { return slow(text) }
                fraction = fraction * 10 + digit
            }
            for _ in digits..<9 { fraction *= 10 }
        }
        return minute + (tens * 10 + ones) * 1_000_000_000 + fraction
    }

    private func slow(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        Timestamp(rfc3339: UnsafeRawBufferPointer(text))?.nanoseconds
    }

    private mutating func remember(
        _ text: UnsafeBufferPointer<UInt8>,
        _ first: UInt64,
        _ second: UInt64
    ) -> Int64? {
        guard let time = slow(text), text[17] != UInt8(ascii: "6") else { return slow(text) }
        head = (first, second)
        let second = Int64(text[17] - 48) * 10 + Int64(text[18] - 48)
        // The fraction is what is left above the second.
        var fraction = time % 1_000_000_000
        if fraction < 0 { fraction += 1_000_000_000 }
        minute = time - fraction - second * 1_000_000_000
        return time
    }
}
