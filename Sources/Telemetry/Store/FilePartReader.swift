import EventModel

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Reads parts of files into sealed chunks, beside the store. One for each thread that loads.
final class FilePartReader {
    private let filler: RecordFiller
    private let scratch: Chunk
    private let workspace = CorrelationIndex.Workspace()
    private let pages = PageReader()
    /// For lines longer than a block, and for looking for the end of one.
    private let buffer = LineBuffer(capacity: 1 << 16)
    /// Keeps what is not left in the file.
    private var arena = FilePartReader.emptyArena()

    // The part being read.
    private var part = FilePart(source: 0)
    private var file: RawFile?
    private var received = Timestamp(nanoseconds: 0)
    private var before: Int64?

    init(names: NameTable, chunkRecords: Int) {
        filler = RecordFiller(names: names)
        scratch = Chunk(first: 0, capacity: chunkRecords, blockBytes: 1)
    }

    /// Reads the lines that begin in `range`.
    ///
    /// - Parameters:
    ///   - keepUnfinished: leaves a last line without a newline at the end of the file where it is.
    ///   - assembler: what waits for lines since the part before.
    /// - Throws: ``RawFile/Failure``; what was read before is lost with it, so that nothing is read twice.
    func read(
        _ file: RawFile,
        _ range: Range<Int>,
        source: UInt16,
        received: Timestamp,
        keepUnfinished: Bool,
        after assembler: RecordAssembler = RecordAssembler()
    ) throws(RawFile.Failure) -> FilePart {
        part = FilePart(source: source)
        part.assembler = assembler
        self.file = file
        self.received = received
        before = nil
        scratch.reset()
        var start = try firstLine(file, range)
        pages.reset()
        while start < range.upperBound {
            let (bytes, isEnd) = try pages.read(file, from: start)
            let next = takeLines(bytes, at: start, end: range.upperBound)
            if next > start {
                start = next
            } else if isEnd {
                // The end of the file within a line.
                part.isUnfinished = !bytes.isEmpty && keepUnfinished
                if !bytes.isEmpty, !keepUnfinished {
                    take(bytes, at: start, length: bytes.count)
                    part.bytes += bytes.count
                    start += bytes.count
                }
                break
            } else if let next = try takeLongLine(file, origin: start, held: bytes.count, keepUnfinished) {
                start = next
            } else {
                part.isUnfinished = true
                break
            }
        }
        part.end = start
        if start >= file.size, !keepUnfinished {
            var assembler = part.assembler
            assembler.finish { record, line, _ in takeSlowly(record, at: nil, line: line) }
            part.assembler = assembler
        }
        flush()
        part.metrics = filler.takeMetrics()
        self.file = nil
        return part
    }

    /// Where the first line begins that begins in `range`; its end if none does.
    private func firstLine(_ file: RawFile, _ range: Range<Int>) throws(RawFile.Failure) -> Int {
        if range.lowerBound == 0 { return 0 }
        return try newline(file, from: range.lowerBound - 1).map { $0 + 1 } ?? range.upperBound
    }

    /// Where the next newline stands at or behind an offset; nil: the file ends before.
    private func newline(_ file: RawFile, from: Int) throws(RawFile.Failure) -> Int? {
        var at = from
        while true {
            let n = try file.read(into: buffer.start, count: min(buffer.capacity, 1 << 16), at: at)
            if n == 0 { return nil }
            if let found = memchr(buffer.start, 0x0A, n) {
                return at + (UnsafeRawPointer(found) - UnsafeRawPointer(buffer.start))
            }
            at += n
        }
    }

    /// Takes the whole lines among bytes of the file that begin before `end`; answers where the next one begins.
    ///
    /// What changes from line to line is kept in local variables: accesses to stored variables of classes are checked.
    private func takeLines(_ bytes: UnsafeBufferPointer<UInt8>, at origin: Int, end: Int) -> Int {
        guard let base = bytes.baseAddress else { return origin }
        let (filler, scratch, received) = (filler, scratch, received)
        let held = bytes.count
        var at = 0
        var (lines, records, before) = (part.lines, part.records, before)
        var isIdle = part.assembler.isIdle
        while at < held, origin + at < end, let found = memchr(base + at, 0x0A, held - at) {
            let length = UnsafeRawPointer(found) - UnsafeRawPointer(base + at)
            let line = UnsafeBufferPointer(start: base + at, count: length)
            if length <= StoreWriter.longestLine, scratch.hasRoom(for: length), isIdle, let columns = filler.read(line)
            {
                lines += 1
                place(origin + at, length: length, line: lines)
                filler.fill(scratch, columns, received: received, before: before)
                if columns.time != Chunk.none { before = columns.time }
                records += 1
                scratch.advance()
            } else {
                (part.lines, part.records, self.before) = (lines, records, before)
                take(line, at: origin + at, length: length)
                (lines, records, before) = (part.lines, part.records, self.before)
                isIdle = part.assembler.isIdle
            }
            at += length + 1
        }
        (part.lines, part.records, self.before) = (lines, records, before)
        part.bytes += at
        return origin + at
    }

    /// Takes one line, without its newline.
    @inline(__always)
    private func take(_ line: UnsafeBufferPointer<UInt8>, at position: Int, length: Int) {
        part.lines += 1
        var text = line
        if text.last == 0x0D { text = UnsafeBufferPointer(rebasing: text.dropLast()) }
        guard !text.isEmpty else { return }
        if part.assembler.isIdle {
            if length > StoreWriter.longestLine {
                place(position, length: length, line: part.lines)
                filler.fillTruncated(scratch, received: received, before: before)
                part.malformed += 1
                return advance()
            }
            if let columns = filler.read(text) {
                place(position, length: length, line: part.lines)
                filler.fill(scratch, columns, received: received, before: before)
                return advance()
            }
            if !RecordAssembler.needsAssembly(text) { return takeSlowly(text, at: position, line: part.lines) }
        }
        assemble(text, at: position)
    }

    private func assemble(_ text: UnsafeBufferPointer<UInt8>, at position: Int) {
        let start = Int(bitPattern: text.baseAddress)
        var assembler = part.assembler
        assembler.take(text, number: part.lines) { record, line, _ in
            // What lies within the line is left in the file, the rest is kept.
            let offset = Int(bitPattern: record.baseAddress) - start
            let isWithin = offset >= 0 && offset + record.count <= text.count
            takeSlowly(record, at: isWithin ? position + offset : nil, line: line)
        }
        part.assembler = assembler
    }

    /// Takes a line that is not an ordinary one, or lines that are one record.
    ///
    /// - Parameter position: where it stands in the file; nil: it is kept in memory.
    private func takeSlowly(
        _ text: UnsafeBufferPointer<UInt8>,
        at position: Int?,
        line: Int,
        isPart: Bool = false
    ) {
        if let position {
            place(position, length: text.count, line: line)
        } else {
            keep(text, line: line, step: isPart ? 0 : 1)
        }
        if text.count > StoreWriter.longestLine {
            filler.fillTruncated(scratch, received: received, before: before)
            part.malformed += 1
            return advance()
        }
        let outcome = filler.fillSlowly(
            scratch,
            text,
            received: received,
            before: before,
            mayHoldSeveral: !isPart
        )
        switch outcome {
        case .record: break
        case .malformed: part.malformed += 1
        case .several(let records):
            for record in records {
                let count = record.count
                let padded = record + [UInt8](repeating: 0, count: LineDecoder.padding)
                padded.withUnsafeBufferPointer {
                    takeSlowly(UnsafeBufferPointer(rebasing: $0[..<count]), at: nil, line: line, isPart: true)
                }
            }
            return
        }
        advance()
    }

    private func advance() {
        if !scratch.flags[scratch.count].contains(.timeless) { before = scratch.time[scratch.count] }
        part.records += 1
        scratch.advance()
    }

    private func place(_ position: Int, length: Int, line: Int) {
        // Of a line too long for a row's place only the beginning is ever shown.
        let length = min(length, 1 << 30)
        if !scratch.hasRoom(for: length) { flush() }
        scratch.place(
            position,
            length: length,
            file: 0,
            source: part.source,
            line: line,
            lineStep: 1,
            received: received.nanoseconds
        )
    }

    /// Keeps a record's text in memory.
    private func keep(_ text: UnsafeBufferPointer<UInt8>, line: Int, step: UInt8) {
        if !scratch.hasRoom(for: text.count) { flush() }
        let kept = arena.store(text)
        scratch.place(
            Int(bitPattern: kept.baseAddress),
            length: kept.count,
            file: Extent.inMemory,
            source: part.source,
            line: line,
            lineStep: step,
            received: received.nanoseconds
        )
    }

    /// A line that fills the buffer: reads on with a larger one, or only looks for its end where it is too long to be kept. Answers where
    /// the next line begins; nil: it is left, because it has no end.
    private func takeLongLine(
        _ file: RawFile,
        origin: Int,
        held: Int,
        _ keepUnfinished: Bool
    ) throws(RawFile.Failure) -> Int? {
        let end = try newline(file, from: origin + held)
        if end == nil, keepUnfinished { return nil }
        let length = (end ?? max(file.size, origin + held)) - origin
        let kept = min(length, StoreWriter.longestLine + 1)
        buffer.reserve(kept)
        let n = try file.read(into: buffer.start, count: kept, at: origin)
        take(buffer.bytes(n), at: origin, length: length)
        part.bytes += length + (end == nil ? 0 : 1)
        return origin + length + 1
    }

    private static func emptyArena() -> LineArena { LineArena(blockBytes: 1 << 16) }

    private func flush() {
        guard scratch.count > 0 else { return }
        part.chunks.append(Chunk(compacting: scratch, files: file.map { [$0] } ?? [], arenas: [arena], workspace))
        arena = FilePartReader.emptyArena()
        scratch.reset()
    }
}
