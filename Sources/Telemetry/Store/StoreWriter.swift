import EventModel

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The writing side of the store: splits lines and fills the open chunk, or takes in chunks that were filled beside it. Used
/// under the writer's lock.
///
/// `@unchecked Sendable`: its filler is its own and is never handed out, and bytes it is given are read only during the call.
struct StoreWriter: ~Copyable, @unchecked Sendable {
    /// A line longer than this is not read, but kept up to ``longestKept`` bytes and marked.
    static let longestLine = 1 << 20
    static let longestKept = 1 << 16

    let capacity: Int
    let chunkRecords: Int
    let blockBytes: Int
    let longestKept: Int
    let names: NameTable
    private let filler: RecordFiller

    private(set) var sealed: [Chunk] = []
    private(set) var open: Chunk
    private var sealedBytes = 0
    var counters = StoreCounters()
    private(set) var metrics = MetricTable()
    private(set) var newest = Int64.min
    /// Of each source, by its name's number, the time of its last record that says one.
    private var lastTimes: [UInt16: Int64] = [:]
    /// Of sources that wait for more lines of a record, what waits.
    private var assemblers: [UInt16: RecordAssembler] = [:]

    init(capacity: Int, chunkRecords: Int?, names: NameTable) {
        self.capacity = capacity
        self.chunkRecords = chunkRecords ?? min(max(capacity / 8000, 64), 16_384)
        blockBytes = min(max(capacity / 64, 4096), 1 << 18)
        longestKept = min(StoreWriter.longestKept, max(capacity / 8, 1024))
        self.names = names
        filler = RecordFiller(names: names)
        open = Chunk(first: 0, capacity: self.chunkRecords, blockBytes: blockBytes)
        counters.capacity = capacity
    }

    /// Where the writer is, for readers.
    var state: StoreState {
        StoreState(
            sealed: sealed,
            open: open,
            openCount: open.count,
            newest: newest,
            metrics: metrics,
            counters: counters
        )
    }

    /// Appends whole lines; empty ones count as lines but make no record.
    mutating func append(_ bytes: UnsafeRawBufferPointer, source: String, firstLine: Int, received: Timestamp) {
        counters.bytes += bytes.count
        let all = bytes.bindMemory(to: UInt8.self)
        var run = Run(names.intern(source), received, self)
        var start = 0
        var line = firstLine
        while start < all.count {
            let end = Self.newline(all, from: start)
            var text = UnsafeBufferPointer(rebasing: all[start..<end])
            if text.last == 0x0D { text = UnsafeBufferPointer(rebasing: text.dropLast()) }
            if !text.isEmpty { append(text, line: line, &run) }
            line += 1
            start = end + 1
        }
        // Text that is complete is not to be told from text that is not: it is shown now.
        finish(&run, textOnly: true)
    }

    /// Gives out what of a source still waits for more lines.
    mutating func finish(source: String, received: Timestamp) {
        var run = Run(names.intern(source), received, self)
        finish(&run, textOnly: false)
    }

    private mutating func finish(_ run: inout Run, textOnly: Bool) {
        var assembler = run.assembler
        if !textOnly || assembler.hasText {
            assembler.finish { record, line, _ in take(record, line: line, &run) }
        }
        assemblers[run.source] = assembler.isFresh ? nil : assembler
        lastTimes[run.source] = run.before
        if !filler.metrics.isEmpty { metrics.add(filler.takeMetrics()) }
        counters.resident = sealedBytes + open.bytes
    }

    /// Lines of one source that came in together.
    private struct Run {
        let source: UInt16
        let received: Timestamp
        var before: Int64?
        var assembler: RecordAssembler

        init(_ source: UInt16, _ received: Timestamp, _ writer: borrowing StoreWriter) {
            self.source = source
            self.received = received
            before = writer.lastTimes[source]
            assembler = writer.assemblers[source] ?? RecordAssembler()
        }
    }

    @inline(__always)
    private static func newline(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else {
            return bytes.count
        }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>, line: Int, _ run: inout Run) {
        if run.assembler.isIdle, text.count > Self.longestLine || !RecordAssembler.needsAssembly(text) {
            take(text, line: line, &run)
        } else {
            var assembler = run.assembler
            assembler.take(text, number: line) { record, line, _ in take(record, line: line, &run) }
            run.assembler = assembler
        }
    }

    /// Takes a line, or lines that are one record.
    private mutating func take(
        _ text: UnsafeBufferPointer<UInt8>,
        line: Int,
        _ run: inout Run,
        isPart: Bool = false
    ) {
        let oversized = text.count > Self.longestLine
        let text = oversized ? UnsafeBufferPointer(rebasing: text.prefix(longestKept)) : text
        let kept = place(text, line: line, step: isPart ? 0 : 1, run)
        if oversized {
            filler.fillTruncated(open, received: run.received, before: run.before)
            counters.malformed += 1
        } else if let columns = filler.read(kept) {
            filler.fill(open, columns, received: run.received, before: run.before)
        } else {
            let outcome = filler.fillSlowly(
                open,
                kept,
                received: run.received,
                before: run.before,
                mayHoldSeveral: !isPart
            )
            switch outcome {
            case .record: break
            case .malformed: counters.malformed += 1
            case .several(let records):
                for record in records {
                    record.withUnsafeBufferPointer { take($0, line: line, &run, isPart: true) }
                }
                return
            }
        }
        let row = open.count
        if !open.flags[row].contains(.timeless) { run.before = open.time[row] }
        newest = max(newest, open.time[row])
        counters.records += 1
        open.advance()
    }

    /// Puts a record's text into the arena and says where it is.
    private mutating func place(
        _ text: UnsafeBufferPointer<UInt8>,
        line: Int,
        step: UInt8,
        _ run: borrowing Run
    ) -> UnsafeBufferPointer<UInt8> {
        if !open.hasRoom(for: text.count) || open.arena.bytes > max(capacity / 4, blockBytes) { roll() }
        let kept = open.arena.store(text)
        if sealedBytes + open.bytes + Chunk.mostRowBytes > capacity { trim() }
        open.place(
            Int(bitPattern: kept.baseAddress),
            length: kept.count,
            file: Extent.inMemory,
            source: run.source,
            line: line,
            lineStep: step,
            received: run.received.nanoseconds
        )
        return kept
    }

    /// Takes in chunks that were filled from a part of a file. Parts of one file come in order.
    mutating func append(_ part: FilePart) {
        if open.count > 0 { roll() }
        var before = lastTimes[part.source]
        for chunk in part.chunks {
            chunk.take(first: open.first, linesBefore: part.linesBefore, timeBefore: before)
            if let time = chunk.lastOwnTime { before = time }
            sealed.append(chunk)
            sealedBytes += chunk.bytes
            newest = max(newest, chunk.latest)
            open = Chunk(first: chunk.first + chunk.count, capacity: chunkRecords, blockBytes: blockBytes)
            if sealedBytes > capacity { trim() }
        }
        lastTimes[part.source] = before
        assemblers[part.source] = part.assembler.isFresh ? nil : part.assembler
        counters.records += part.records
        counters.malformed += part.malformed
        counters.bytes += part.bytes
        if !part.metrics.isEmpty { metrics.add(part.metrics) }
        counters.resident = sealedBytes + open.bytes
    }

    /// What came of putting the records into the order of time.
    enum Order {
        case kept
        case changed
        /// There is no memory to hold them twice for a moment.
        case tooMany
    }

    /// Puts the records of several sources into one order, by time. Their ids are dealt out anew.
    mutating func orderByTime() -> Order {
        if open.count > 0 { roll() }
        guard let first = sealed.first, ChunkMerge.isNeeded(sealed) else { return .kept }
        let sources = ChunkMerge.sources(sealed)
        guard sources.count > 1 else { return .kept }
        guard sealedBytes * 2 <= capacity else { return .tooMany }
        var merge = ChunkMerge(rows: sealed.reduce(1) { max($0, $1.capacity) })
        var next = first.first
        sealed = merge.merge(sources)
        for chunk in sealed {
            chunk.take(first: next, linesBefore: 0, timeBefore: nil)
            next += chunk.count
        }
        sealedBytes = sealed.reduce(0) { $0 + $1.bytes }
        counters.orders += 1
        counters.resident = sealedBytes + open.bytes
        return .changed
    }

    /// Seals the open chunk and starts a new one.
    private mutating func roll() {
        open.seal()
        sealed.append(open)
        sealedBytes += open.bytes
        open = Chunk(first: open.first + open.count, capacity: chunkRecords, blockBytes: blockBytes)
    }

    /// Drops the oldest chunks while the store is over its bound.
    private mutating func trim() {
        var drop = 0
        while drop < sealed.count, sealedBytes + open.bytes + Chunk.mostRowBytes > capacity {
            sealedBytes -= sealed[drop].bytes
            counters.dropped += sealed[drop].count
            drop += 1
        }
        sealed.removeFirst(drop)
    }
}
