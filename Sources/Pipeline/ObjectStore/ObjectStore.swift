/// What holds for objects wherever their bytes lie.
package enum ObjectStore {
    /// 1 to 63 lower-case letters, digits, dots and hyphens, neither first nor last a dot
    /// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; shorter names are let through).
    static func isBucketName(_ name: String) -> Bool {
        let ok = name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
        return ok && (1...63).contains(name.utf8.count) && !name.hasPrefix(".") && !name.hasSuffix(".")
            && !name.contains("..")
    }

    /// The same without dots, which tell a location's store from its storage classes'.
    static func isLocation(_ name: String) -> Bool { isBucketName(name) && !name.contains(".") }

    /// 32 hexadecimal digits that tell contents apart: two FNV-1a hashes (http://www.isthe.com/chongo/tech/comp/fnv/). An ETag is
    /// opaque; this is not an MD5.
    package static func etag(_ bytes: [UInt8]) -> String {
        var a: UInt64 = 0xCBF2_9CE4_8422_2325
        var b: UInt64 = 0x6C62_272E_07BB_0142
        for byte in bytes {
            a = (a ^ UInt64(byte)) &* 0x100_0000_01B3
            b = (b &+ UInt64(byte)) &* 0x100_0000_01B3
        }
        func hex(_ v: UInt64) -> String {
            let text = String(v, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return hex(a) + hex(b)
    }
}
