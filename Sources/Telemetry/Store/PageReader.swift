#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Reads a file block by block in whole pages, which the system copies twice as fast as others; the rest of a line that has
/// begun is put in front of the next block.
final class PageReader {
    private static let page = 4096
    /// Room for the rest of a line.
    private static let head = 1 << 16
    /// Small enough to stay in a core's cache until it is decoded.
    private static let block = 1 << 18

    private let memory: UnsafeMutableRawPointer
    /// Where what is held ends, and the offset in the file of the byte at ``head``.
    private var end = PageReader.head
    private var base = -1

    init() {
        let size = PageReader.head + PageReader.block + LineDecoder.padding
        memory = .allocate(byteCount: size, alignment: PageReader.page)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }

    deinit { memory.deallocate() }

    /// Forgets what is held: another file is read.
    func reset() { base = -1 }

    /// Reads on so that bytes from `start` on are held, and says whether the file ends with them. They are valid until the next call,
    /// and ``LineDecoder/padding`` readable bytes follow them.
    ///
    /// - Throws: ``RawFile/Failure``.
    func read(_ file: RawFile, from start: Int) throws(RawFile.Failure) -> (UnsafeBufferPointer<UInt8>, isEnd: Bool) {
        let limit = base + end - PageReader.head
        let rest = limit - start
        var from = PageReader.head
        if base >= 0, rest >= 0, rest <= PageReader.head, limit % PageReader.page == 0 {
            from -= rest
            memmove(memory + from, memory + end - rest, rest)
            base = limit
        } else {
            base = start & ~(PageReader.page - 1)
            from += start - base
        }
        let n = try file.read(into: memory + PageReader.head, count: PageReader.block, at: base)
        end = PageReader.head + n
        let bytes = UnsafeBufferPointer(
            start: (memory + from).assumingMemoryBound(to: UInt8.self),
            count: max(end - from, 0)
        )
        return (bytes, n < PageReader.block)
    }
}
