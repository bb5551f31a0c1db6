/// A hash that is the same on every machine and in every release, for names that people keep: FNV-1a
/// (http://www.isthe.com/chongo/tech/comp/fnv/), its result mixed so that every bit of it is worth the same.
package struct StableHash {
    private var state: UInt64

    package init(seed: UInt64 = 0) { state = 0xCBF2_9CE4_8422_2325 ^ seed }

    package mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// Adds a text and where it ends, so that `ab`, `c` differs from `a`, `bc`.
    package mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add($0) }
        add(CollectionOfOne(0xFF))
    }

    /// The hash as lower-case hexadecimal digits, the first of 16.
    package func hex(digits: Int) -> String {
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        return String(unsafeUninitializedCapacity: 16) { out in
            for digit in 0..<digits {
                let nibble = UInt8(truncatingIfNeeded: z >> UInt64(60 - digit * 4)) & 15
                out[digit] = nibble < 10 ? 48 + nibble : 87 + nibble
            }
            return digits
        }
    }
}
