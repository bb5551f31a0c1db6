extension EventPattern {
    /// An IP address, the same for all its spellings: 4 bytes or 16.
    ///
    /// Read as `java.net.InetAddress` reads it for event-ruler: leading zeros are decimal, a group of IPv6 may have more than four
    /// digits, `::ffff:a00:1` is the IPv4 address 10.0.0.1, and what has dots and colons is none.
    struct Address: Hashable, Sendable {
        let bytes: [UInt8]

        /// Nil for any other text.
        init?(_ text: UnsafeBufferPointer<UInt8>) {
            guard text.count <= 256, let read = Address.version4(text) ?? Address.version6(text) else { return nil }
            bytes = read
        }

        init?(_ text: String) {
            var text = text
            guard let address = text.withUTF8({ Address($0) }) else { return nil }
            self = address
        }

        private static func version4(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
            guard (7...15).contains(text.count) else { return nil }
            var bytes: [UInt8] = []
            var part: Int?
            for byte in text {
                if byte == UInt8(ascii: ".") {
                    guard let done = part, bytes.count < 3 else { return nil }
                    bytes.append(UInt8(done))
                    part = nil
                } else {
                    guard byte >= 48, byte <= 57 else { return nil }
                    let value = (part ?? 0) * 10 + Int(byte - 48)
                    guard value < 256 else { return nil }
                    part = value
                }
            }
            guard let part, bytes.count == 3 else { return nil }
            return bytes + [UInt8(part)]
        }

        private static func version6(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
            guard text.count >= 2, text.allSatisfy({ $0 == UInt8(ascii: ":") || digit($0) != nil }) else { return nil }
            let pieces = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard pieces.count > 2 else { return nil }
            var groups: [UInt16] = []
            var gap: Int?
            for (i, piece) in pieces.enumerated() {
                if piece.isEmpty {
                    let (atStart, atEnd) = (i == 0, i == pieces.count - 1)
                    // A colon at either end is one of a pair.
                    if atStart {
                        guard pieces[1].isEmpty else { return nil }
                    } else if atEnd {
                        guard pieces[i - 1].isEmpty else { return nil }
                    } else {
                        guard gap == nil else { return nil }
                        gap = groups.count
                    }
                    continue
                }
                var value = 0
                for byte in piece {
                    value = value << 4 | (digit(byte) ?? 0)
                    guard value <= 0xFFFF else { return nil }
                }
                groups.append(UInt16(value))
            }
            if let gap {
                guard groups.count < 8 else { return nil }
                groups.insert(contentsOf: Array(repeating: 0, count: 8 - groups.count), at: gap)
            }
            guard groups.count == 8 else { return nil }
            let bytes = groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            return isMapped ? Array(bytes[12...]) : bytes
        }

        private static func digit(_ byte: UInt8) -> Int? {
            switch byte {
            case 48...57: Int(byte) - 48
            case 65...70: Int(byte) - 55
            case 97...102: Int(byte) - 87
            default: nil
            }
        }
    }
}
