import Synchronization

/// Makes ids that are new each time. Production gives ``uuid`` or ``uuidInOrder``; tests give a counter, so that what they see is fixed.
package typealias IDSource = @Sendable () -> String

/// Makes random version 4 UUIDs in lower case (https://www.rfc-editor.org/rfc/rfc9562#section-5.4).
package let uuid: IDSource = {
    let (high, low) = entropy.withLock { ($0.next(), $0.next()) }
    return uuidText(high: high, low: low)
}

/// Makes version 7 UUIDs in lower case: new each time, and later ones sort after earlier ones, so that an index takes many at one
/// end (https://www.rfc-editor.org/rfc/rfc9562#section-5.7, method 3 of section 6.2 for what is below a millisecond).
package let uuidInOrder: IDSource = {
    let nanoseconds = UInt64(clamping: Timestamp.now().nanoseconds)
    let (milliseconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
    let high = milliseconds << 16 | 0x7000 | rest * 4096 / 1_000_000
    return uuidDigits(high: high, low: entropy.withLock { $0.next() } & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
}

/// The version 4 UUID of 128 random bits: a seeded generator gives the same ids again.
package func uuidText(high: UInt64, low: UInt64) -> String {
    let high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    return uuidDigits(high: high, low: low)
}

private func uuidDigits(high: UInt64, low: UInt64) -> String {
    String(unsafeUninitializedCapacity: 36) { out in
        var n = 0
        for position in 0..<32 {
            if position == 8 || position == 12 || position == 16 || position == 20 {
                out[n] = UInt8(ascii: "-")
                n += 1
            }
            let word = position < 16 ? high : low
            let nibble = UInt8(truncatingIfNeeded: word >> UInt64((15 - position % 16) * 4)) & 15
            out[n] = nibble < 10 ? 48 + nibble : 87 + nibble
            n += 1
        }
        return n
    }
}
