#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension EventPattern {
    /// An IPv6 address, the same for all its spellings. Only these have several; an IPv4 address is compared as text.
    struct Address: Hashable, Sendable {
        private let bytes: [UInt8]

        /// Nil for any other text.
        init?(_ text: String) {
            guard text.utf8.contains(UInt8(ascii: ":")), text.utf8.count <= 45 else { return nil }
            var bytes = [UInt8](repeating: 0, count: 16)
            guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
            self.bytes = bytes
        }
    }
}
