/// A W3C `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header).
package struct TraceContext: Hashable, Sendable {
    /// 32 lower-case hexadecimal digits, not all zero.
    package let traceID: String
    /// 16 lower-case hexadecimal digits, not all zero.
    package let parentID: String
    package let flags: UInt8
    /// 0 is the present one.
    package let version: UInt8

    /// The caller may have recorded the trace.
    package var isSampled: Bool { flags & 1 != 0 }
    /// The trace id's right half is random (Level 2).
    package var isRandom: Bool { flags & 2 != 0 }

    /// Reads a header value; nil where the specification says to ignore it. A later version may have a tail after
    /// another dash; version 00 may not, and version ff is invalid.
    package init?(traceparent text: some StringProtocol) {
        let b = Array(text.utf8)
        func isHex(_ range: Range<Int>) -> Bool {
            range.allSatisfy { (b[$0] >= 48 && b[$0] <= 57) || (b[$0] >= 97 && b[$0] <= 102) }
        }
        guard b.count >= 55, b[2] == 0x2D, b[35] == 0x2D, b[52] == 0x2D,
            isHex(0..<2), isHex(3..<35), isHex(36..<52), isHex(53..<55)
        else { return nil }
        version = UInt8(String(decoding: b[0..<2], as: UTF8.self), radix: 16) ?? 255
        if version == 255 { return nil }
        if b.count > 55, version == 0 || b[55] != 0x2D { return nil }
        guard b[3..<35].contains(where: { $0 != 48 }), b[36..<52].contains(where: { $0 != 48 }) else { return nil }
        traceID = String(decoding: b[3..<35], as: UTF8.self)
        parentID = String(decoding: b[36..<52], as: UTF8.self)
        flags = UInt8(String(decoding: b[53..<55], as: UTF8.self), radix: 16) ?? 0
    }
}
