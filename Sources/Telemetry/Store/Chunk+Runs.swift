/// Lines of consecutive rows, one behind the other in memory.
struct RawRun {
    /// The lines; `LineDecoder.padding` readable bytes follow them.
    let bytes: UnsafeBufferPointer<UInt8>
    let rows: Range<Int>
    fileprivate let chunk: Chunk

    /// Where a row's line begins in `bytes`.
    @inline(__always)
    func start(_ row: Int) -> Int {
        // Both point into the block that `bytes` is a part of.
        UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped).distance(to: UnsafeRawPointer(chunk.raw[row]))
    }

    /// Where it ends, its newline excluded.
    @inline(__always)
    func end(_ row: Int) -> Int { start(row) + Int(chunk.length[row]) }
}

/// Room that lines are read into where they are not in memory. One for each reader.
final class RawScratch {}

extension Chunk {
    /// Calls `body` with the lines of `rows`, run by run, until it returns false.
    func forEachRun(in rows: Range<Int>, scratch: RawScratch, _ body: (RawRun) -> Bool) {
        var row = rows.lowerBound
        while row < rows.upperBound {
            let start = raw[row]
            var end = start + Int(length[row])
            var next = row + 1
            while next < rows.upperBound, raw[next] == end {
                end += Int(length[next])
                next += 1
            }
            let bytes = UnsafeBufferPointer(start: start, count: end - start)
            if !body(RawRun(bytes: bytes, rows: row..<next, chunk: self)) { return }
            row = next
        }
    }

    /// Lends one line, without its newline; `LineDecoder.padding` readable bytes follow it.
    func withLine<R>(_ row: Int, scratch: RawScratch, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
        try body(rawLine(row))
    }
}
