/// Lines of consecutive rows that lie one behind the other in memory, each with one byte (a newline) behind it.
struct RawRun {
    let bytes: UnsafeBufferPointer<UInt8>
    let rows: Range<Int>
    /// Where the rows begin, counted through the chunk; one more than there are rows.
    fileprivate let offset: UnsafePointer<UInt32>
    fileprivate let origin: Int

    /// Where a row's line begins in ``bytes``, and where it ends.
    @inline(__always)
    func start(_ row: Int) -> Int { Int(offset[row]) - origin }
    @inline(__always)
    func end(_ row: Int) -> Int { min(Int(offset[row + 1]) - 1 - origin, bytes.count) }
}

extension Chunk {
    /// How much of a file is read at once.
    static let runBytes = 1 << 18

    /// A line's bytes, without its newline or carriage return, readable for ``LineDecoder/padding`` bytes more; valid until the buffer's
    /// next use. Nil: they are in a file and no longer there.
    func line(_ row: Int, _ buffer: LineBuffer) -> UnsafeBufferPointer<UInt8>? {
        let extent = extents[Int(extent[row])]
        var length = Int(offset[row + 1]) - 1 - Int(offset[row])
        if flags[row].contains(.truncated) { length = min(length, StoreWriter.longestKept) }
        let position = extent.base + Int(offset[row])
        let bytes: UnsafeBufferPointer<UInt8>
        if extent.file != Extent.inMemory {
            buffer.reserve(length)
            guard files[Int(extent.file)].readAgain(into: buffer.start, count: length, at: position) else { return nil }
            bytes = buffer.bytes(length)
        } else {
            bytes = UnsafeBufferPointer(start: UnsafePointer(bitPattern: position), count: length)
        }
        return bytes.last == 0x0D ? UnsafeBufferPointer(rebasing: bytes.dropLast()) : bytes
    }

    /// Whether rows' lines are in a file and no longer there.
    func isGone(_ row: Int) -> Bool {
        let file = extents[Int(extent[row])].file
        return file != Extent.inMemory && files[Int(file)].isGone
    }

    /// Calls `body` with runs of the lines of `rows`, in order, until it returns false; rows whose bytes are no longer in their
    /// file are left out. A run of a file is about ``runBytes`` long, but holds at least one line.
    func forEachRun(in rows: Range<Int>, _ buffer: LineBuffer, _ body: (RawRun) -> Bool) {
        var row = rows.lowerBound
        while row < rows.upperBound {
            let number = extent[row]
            let extent = extents[Int(number)]
            let limit = Int(offset[row]) + (extent.file != Extent.inMemory ? Chunk.runBytes : Int.max / 2)
            var end = row + 1
            let origin = Int(offset[row])
            let count: Int
            if flags[row].contains(.truncated) {
                count = min(Int(offset[end]) - 1 - origin, StoreWriter.longestKept)
            } else {
                while end < rows.upperBound, self.extent[end] == number, Int(offset[end + 1]) <= limit,
                    !flags[end].contains(.truncated)
                { end += 1 }
                count = Int(offset[end]) - 1 - origin
            }
            let bytes: UnsafeBufferPointer<UInt8>?
            if extent.file != Extent.inMemory {
                // Whole pages are copied twice as fast as others.
                let position = extent.base + origin
                let lead = position & 4095
                buffer.reserve(lead + count)
                bytes =
                    files[Int(extent.file)].readAgain(into: buffer.start, count: lead + count, at: position - lead)
                    ? UnsafeBufferPointer(rebasing: buffer.bytes(lead + count)[lead...]) : nil
            } else {
                bytes = UnsafeBufferPointer(start: UnsafePointer(bitPattern: extent.base + origin), count: count)
            }
            if let bytes {
                let run = RawRun(bytes: bytes, rows: row..<end, offset: UnsafePointer(offset), origin: origin)
                if !body(run) { return }
            }
            row = end
        }
    }
}

extension LineDecoder {
    /// Decodes a row's line; false also where the line's bytes are no longer there.
    func decode(_ chunk: Chunk, _ row: Int) -> Bool {
        guard let line = chunk.line(row, buffer) else { return false }
        return decode(line)
    }
}
