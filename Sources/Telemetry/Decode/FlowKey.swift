/// What an id is compared by, so that one id spelled in two ways ties the same records together: hexadecimal ids and
/// UUIDs in lower case, all others as they are.
enum FlowKey {
    /// Whether a value stands for "none": `-`, `none`, `null`, `nil`, `unknown`, `undefined`, `n/a`, or zeros alone.
    @inline(__always)
    static func isPlaceholder(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = id.first else { return true }
        switch first {
        case 0x30: return id.allSatisfy { $0 == 0x30 || $0 == 0x2D }
        case 0x2D: return id.allSatisfy { $0 == 0x2D }
        case UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "u"), UInt8(ascii: "U"), UInt8(ascii: "("),
            UInt8(ascii: "<"):
            guard id.count <= 11 else { return false }
            return words.contains { word in
                word.utf8.count == id.count && zip(word.utf8, id).allSatisfy { $0 == $1 | 0x20 || $0 == $1 }
            }
        default: return false
        }
    }

    private static let words = [
        "none", "null", "nil", "unknown", "undefined", "n/a", "na", "not set", "(none)", "(null)", "<none>", "<nil>",
        "<null>", "undef", "unset",
    ]

    /// Whether ``normalised(_:_:)`` changes it.
    @inline(__always)
    static func isNormal(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
        guard id.count == 16 || id.count == 32 || id.count == 36, let base = id.baseAddress else { return true }
        // A capital letter has the bit 0x40 and lacks 0x20; most ids have none.
        let raw = UnsafeRawPointer(base)
        var found: UInt64 = 0
        var at = 0
        while at + 8 <= id.count {
            let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            found |= word & ~(word << 1) & 0x4040_4040_4040_4040
            at += 8
        }
        while at < id.count {
            found |= UInt64(id[at] & ~(id[at] << 1)) & 0x40
            at += 1
        }
        return found == 0 || !id.contains { $0 >= 65 && $0 <= 70 }
            || !id.allSatisfy { $0 == 0x2D || TraceHeader.isHex($0 | 0x20) }
    }

    /// Calls `body` with the id as it is compared.
    @inline(__always)
    static func normalised<R>(_ id: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        if isNormal(id) { return body(id) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: id.count) { lower in
            for (i, b) in id.enumerated() { lower[i] = b >= 65 && b <= 70 ? b | 0x20 : b }
            return body(UnsafeBufferPointer(lower))
        }
    }

    /// The hash of an id as it is compared; 0 for a placeholder.
    @inline(__always)
    static func hash(_ id: UnsafeBufferPointer<UInt8>) -> UInt64 {
        isPlaceholder(id) ? 0 : normalised(id) { ByteHash.of($0) }
    }

    /// The same, of an id that a person gave.
    static func hash(_ id: String) -> UInt64 {
        var id = id
        return id.withUTF8 { hash($0) }
    }
}
