/// Keeps the bytes of lines that are not left in a file, in blocks that never move. One writer; a line's bytes never change.
final class LineArena {
    private var blocks: [UnsafeMutableRawPointer] = []
    private var used = 0
    private var size = 0
    private let blockBytes: Int
    /// Bytes of memory it holds.
    private(set) var bytes = 0

    init(blockBytes: Int) { self.blockBytes = blockBytes }

    deinit { for block in blocks { block.deallocate() } }

    /// Copies a line with a newline behind it, and readable padding behind that; answers where it stays.
    func store(_ line: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let needed = line.count + 1 + LineDecoder.padding
        if used + needed > size {
            size = max(blockBytes, needed)
            let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
            block.initializeMemory(as: UInt8.self, repeating: 0, count: size)
            blocks.append(block)
            bytes += size
            used = 0
        }
        // A block was added if there was none.
        let to = (blocks[blocks.count - 1] + used).assumingMemoryBound(to: UInt8.self)
        if let from = line.baseAddress { to.update(from: from, count: line.count) }
        to[line.count] = 0x0A
        // The padding may be overwritten by the next line: only readability counts.
        used += line.count + 1
        return UnsafeBufferPointer(start: to, count: line.count)
    }
}
