#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

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
            let origin = Int(offset[row])
            let limit = origin + (extent.file != Extent.inMemory ? Chunk.runBytes : Int.max / 2)
            var end = row + 1
            let count: Int
            if flags[row].contains(.truncated) {
                count = min(Int(offset[end]) - 1 - origin, StoreWriter.longestKept)
            } else {
                while end < rows.upperBound, self.extent[end] == number, Int(offset[end + 1]) <= limit,
                    !flags[end].contains(.truncated)
                { end += 1 }
                if end < rows.upperBound, end - row < Chunk.scattered,
                    let gathered = gather(row, rows.upperBound, buffer)
                {
                    if !body(gathered) { return }
                    row = gathered.rows.upperBound
                    continue
                }
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

extension Chunk {
    /// Fewer rows than this that lie together are read with what lies elsewhere.
    private static let scattered = 64

    /// Lines of rows from `first` on, about ``runBytes`` long, that lie in turns in several files, as they do where files were put
    /// into one order of time: of each file the stretch that has them is read at once, and the lines are put one behind the other.
    /// Nil: they lie too far apart for that, or are no longer there.
    private func gather(_ first: Int, _ limit: Int, _ buffer: LineBuffer) -> RawRun? {
        let origin = Int(offset[first])
        var spans = [Range<Int>?](repeating: nil, count: files.count)
        var end = first
        while end < limit, !flags[end].contains(.truncated), Int(offset[end + 1]) - origin <= Chunk.runBytes {
            let extent = extents[Int(extent[end])]
            if extent.file != Extent.inMemory {
                let (low, high) = (extent.base + Int(offset[end]), extent.base + Int(offset[end + 1]) - 1)
                let known = spans[Int(extent.file)] ?? low..<high
                spans[Int(extent.file)] = min(known.lowerBound, low)..<max(known.upperBound, high)
            }
            end += 1
        }
        let count = Int(offset[end]) - 1 - origin
        let reach = spans.reduce(0) { $0 + ($1?.count ?? 0) }
        guard end - first >= Chunk.scattered, reach <= 4 * count else { return nil }
        // The lines in their order, then what was read of each file.
        var next = count + LineDecoder.padding
        buffer.reserve(next + reach)
        var places = [Int](repeating: 0, count: files.count)
        for (number, span) in spans.enumerated() {
            guard let span else { continue }
            guard files[number].readAgain(into: buffer.start + next, count: span.count, at: span.lowerBound) else {
                return nil
            }
            places[number] = next - span.lowerBound
            next += span.count
        }
        for row in first..<end {
            let extent = extents[Int(extent[row])]
            let length = Int(offset[row + 1]) - 1 - Int(offset[row])
            let place = buffer.start + (Int(offset[row]) - origin)
            let position = extent.base + Int(offset[row])
            if extent.file == Extent.inMemory {
                if let kept = UnsafeRawPointer(bitPattern: position) { memcpy(place, kept, length) }
            } else {
                memcpy(place, buffer.start + (places[Int(extent.file)] + position), length)
            }
            place.storeBytes(of: 0x0A, toByteOffset: length, as: UInt8.self)
        }
        return RawRun(
            bytes: buffer.bytes(count),
            rows: first..<end,
            offset: UnsafePointer(offset),
            origin: origin
        )
    }
}

extension LineDecoder {
    /// Decodes a row's line; false also where the line's bytes are no longer there.
    func decode(_ chunk: Chunk, _ row: Int) -> Bool {
        guard let line = chunk.line(row, buffer) else { return false }
        return decode(line)
    }
}
