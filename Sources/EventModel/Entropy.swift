import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The operating system's random bits, for ids.
let entropy = Mutex(Entropy())

/// Random bits of the operating system, taken many at a time: a system call for each id costs more than all else about it.
struct Entropy: RandomNumberGenerator, Sendable {
    /// The most that `getentropy` gives in one call (https://man7.org/linux/man-pages/man3/getentropy.3.html).
    private static let bytes = 256

    private var words = [UInt64](repeating: 0, count: Entropy.bytes / 8)
    private var used = Entropy.bytes / 8

    mutating func next() -> UInt64 {
        if used == words.count {
            words.withUnsafeMutableBytes { words in
                // It fails for no length of these, and an id that is not random would be worse than an end.
                precondition(getentropy(words.baseAddress!, words.count) == 0, "the system gives no random bits")
            }
            used = 0
        }
        defer { used += 1 }
        return words[used]
    }
}
