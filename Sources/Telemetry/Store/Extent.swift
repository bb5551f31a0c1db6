/// Rows whose lines follow one another in one source, came in together, and lie together in a file or in memory.
struct Extent: BitwiseCopyable {
    /// What a row's place in the chunk (``Chunk/offset``) is counted from: an offset in the file, or an address.
    var base: Int
    var received: Int64
    var firstRow: UInt32
    var firstLine: UInt32
    var source: UInt16
    /// Its place among the chunk's files, or ``inMemory``.
    var file: UInt16
    /// 0: all rows come from one line; else 1.
    var lineStep: UInt8

    static let inMemory = UInt16.max

    @inline(__always)
    func line(of row: Int) -> Int { Int(firstLine) + (row - Int(firstRow)) * Int(lineStep) }
}

/// Reads one member of a row's extent as if it were a column.
struct ExtentColumn<Value> {
    let chunk: Chunk
    let value: (Extent, Int) -> Value

    @inline(__always)
    subscript(_ row: Int) -> Value { value(chunk.extents[Int(chunk.extent[row])], row) }
}
