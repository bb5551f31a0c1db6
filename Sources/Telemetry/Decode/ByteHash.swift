/// A 64-bit hash of bytes, for interning and for correlation columns: eight bytes a step, multiply and fold.
///
/// Seeded once per process, so that input cannot be made to collide. 0 is kept free to mean "none".
enum ByteHash {
    private static let seed = UInt64.random(in: .min ... .max)

    @inline(__always)
    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let (high, low) = a.multipliedFullWidth(by: b)
        return high ^ low
    }

    @inline(__always)
    static func of(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64 = ByteHash.seed) -> UInt64 {
        var h = seed ^ 0x9E37_79B9_7F4A_7C15
        guard let base = bytes.baseAddress else { return mix(h, 0xA076_1D64_78BD_642F) | 1 }
        let raw = UnsafeRawPointer(base)
        let n = bytes.count
        var i = 0
        while i + 8 <= n {
            h = mix(h ^ raw.loadUnaligned(fromByteOffset: i, as: UInt64.self), 0xE703_7ED1_A0B4_28DB)
            i += 8
        }
        var tail: UInt64 = 0
        if n >= 8 {
            // The last eight bytes, some of them for the second time.
            tail = raw.loadUnaligned(fromByteOffset: n - 8, as: UInt64.self)
        } else {
            while i < n {
                tail = tail << 8 | UInt64(base[i])
                i += 1
            }
        }
        h = mix(h ^ tail, 0x8EBC_6AF0_9C88_C6E3 ^ UInt64(truncatingIfNeeded: n))
        h = mix(h, 0x5897_89E6_C6E9_1B2D)
        return h == 0 ? 1 : h
    }

    static func of(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { of($0) }
    }
}
