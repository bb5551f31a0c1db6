extension EventPattern {
    /// `cidr`, or one address: the addresses whose first bits are the same.
    struct Network: Hashable, Sendable {
        /// With zeros behind the first ``bits``.
        let base: [UInt8]
        let bits: Int

        /// One address.
        init(_ address: Address) {
            base = address.bytes
            bits = base.count * 8
        }

        /// Why a text is no network.
        struct Mistake: Error {
            var reason: String
        }

        /// Reads `10.0.0.0/8`; a base with bits behind the mask is masked.
        init(cidr text: String) throws(Mistake) {
            var parts = text.split(separator: "/", omittingEmptySubsequences: false)
            while parts.last?.isEmpty == true { parts.removeLast() }
            guard parts.count == 2 else { throw Mistake(reason: "must be an address, a slash and a number of bits") }
            guard let bits = Int(parts[1]), Int32(exactly: bits) != nil else {
                throw Mistake(reason: "must have a whole number of bits after the slash")
            }
            guard bits >= 0 else { throw Mistake(reason: "must not have a negative number of bits") }
            guard let address = Address(String(parts[0])) else {
                throw Mistake(reason: "has \(parts[0]) before the slash, which is no IP address")
            }
            let width = address.bytes.count * 8
            guard bits < width else {
                throw Mistake(
                    reason: "must have less than \(width) bits after the slash; write the one address as a string"
                )
            }
            self.bits = bits
            base = Network.masked(address.bytes, bits)
        }

        static func masked(_ bytes: [UInt8], _ bits: Int) -> [UInt8] {
            bytes.enumerated().map { i, byte in
                let kept = min(max(bits - 8 * i, 0), 8)
                return kept == 0 ? 0 : byte & (0xFF << UInt8(8 - kept))
            }
        }

        /// Event-ruler compares the digits as far as both have some: an IPv4 network takes IPv6 addresses by their first four bytes,
        /// and an IPv6 one those IPv4 addresses of which the first digits alone say that they are between its ends.
        func contains(_ address: Address) -> Bool {
            let theirs = address.bytes
            if theirs.count >= base.count { return Network.masked(Array(theirs[..<base.count]), bits) == base }
            let top = base.enumerated().map { i, byte in
                let kept = min(max(bits - 8 * i, 0), 8)
                return kept == 8 ? byte : byte | (0xFF >> UInt8(kept))
            }
            let n = theirs.count
            return base[..<n].lexicographicallyPrecedes(theirs) && theirs.lexicographicallyPrecedes(top[..<n])
        }
    }
}
