import Synchronization

/// Decoders for readers: a parser is costly to make and cheap to lend.
final class DecoderPool: Sendable {
    static let shared = DecoderPool()

    private let free = Mutex<[Lent]>([])

    /// `@unchecked Sendable`: a decoder is in the pool or with one reader, never both.
    private struct Lent: @unchecked Sendable {
        let decoder: LineDecoder
    }

    func with<R>(_ body: (LineDecoder) throws -> R) rethrows -> R {
        let lent = free.withLock { $0.popLast() } ?? Lent(decoder: LineDecoder())
        defer { free.withLock { if $0.count < 8 { $0.append(lent) } } }
        return try body(lent.decoder)
    }
}
