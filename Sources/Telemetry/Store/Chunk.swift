/// A run of records in columns. Their lines stay in their file, or in the chunk's arena.
///
/// `@unchecked Sendable`: one writer fills rows in order. A row is written before the row count that covers it is
/// published under the store's lock, and never changes after; readers see the chunk only through a published count and
/// read only rows below it. What is set by ``seal()`` is read only for chunks published as sealed.
final class Chunk: @unchecked Sendable {
    /// More rows than this a chunk cannot number.
    static let mostRows = 65_534
    /// Bytes of a row in the columns.
    static let rowBytes = 8 * 4 + 4 * 2 + 2 * 6 + 3
    /// Bytes of a row in what readers make of all chunks: the index of flows and the sketches for statistics.
    static let readerBytes = 12
    /// Bytes that one more row may take, its line left out.
    static let mostRowBytes = rowBytes + readerBytes + MemoryLayout<Extent>.stride + 32
    /// No value in `duration`; no byte in `severity` and `hop`.
    static let none = Int64.min
    static let noByte = UInt8.max

    /// Id of the first row. A chunk that was filled beside the store gets it when it is taken in.
    private(set) var first: Int
    let capacity: Int

    // One column each. Of columns that say the same of every row a sealed chunk keeps none of its own.
    /// The record's own time; of one that says none (``RecordFlags/timeless``) that of the record before it in its
    /// source, so that it keeps its place, else of its arrival.
    let time: UnsafeMutablePointer<Int64>
    let correlation: UnsafeMutablePointer<UInt64>
    let event: UnsafeMutablePointer<UInt64>
    let cause: UnsafeMutablePointer<UInt64>
    let duration: DurationColumn
    /// Where a row's line begins, counted through the chunk; one more than there are rows. A line ends one byte before the next
    /// begins: a newline, or what stands for one, lies between.
    let offset: UnsafeMutablePointer<UInt32>
    let service: UnsafeMutablePointer<UInt16>
    let eventType: UnsafeMutablePointer<UInt16>
    let resource: UnsafeMutablePointer<UInt16>
    let errorType: UnsafeMutablePointer<UInt16>
    let attempt: UnsafeMutablePointer<UInt16>
    /// The row's place in ``extents``.
    let extent: UnsafeMutablePointer<UInt16>
    let severity: UnsafeMutablePointer<UInt8>
    let hop: UnsafeMutablePointer<UInt8>
    let flags: UnsafeMutablePointer<RecordFlags>

    let extents: UnsafeMutablePointer<Extent>
    /// The files that rows are left in.
    let files: [RawFile]
    /// Where the lines of the others are; new ones go into the first.
    let arenas: [LineArena]

    private let columns: UnsafeMutableRawPointer
    /// Writer only.
    private(set) var count = 0
    private(set) var extentCount = 0

    // Set by ``seal()``.
    private(set) var earliest = Int64.max
    private(set) var latest = Int64.min
    private var index: CorrelationIndex?
    /// Bytes of memory that the columns and the index of a sealed chunk take.
    private var kept = 0
    /// The further ids that its records name.
    private(set) var ties: TieList
    /// Statistics, made by readers when they need them.
    let sketch = SketchCache()

    /// An empty chunk to fill.
    init(first: Int, capacity: Int, blockBytes: Int) {
        precondition(capacity > 0 && capacity <= Chunk.mostRows)
        self.first = first
        self.capacity = capacity
        var layout = ColumnLayout(rows: capacity)
        columns = UnsafeMutableRawPointer.allocate(byteCount: capacity * Chunk.rowBytes + 64, alignment: 64)
        time = layout.next(columns)
        correlation = layout.next(columns)
        event = layout.next(columns)
        cause = layout.next(columns)
        duration = DurationColumn(words: layout.next(columns))
        offset = layout.next(columns, extra: 1)
        service = layout.next(columns)
        eventType = layout.next(columns)
        resource = layout.next(columns)
        errorType = layout.next(columns)
        attempt = layout.next(columns)
        extent = layout.next(columns)
        severity = layout.next(columns)
        hop = layout.next(columns)
        flags = layout.next(columns)
        offset[0] = 0
        extents = .allocate(capacity: capacity)
        files = []
        arenas = [LineArena(blockBytes: blockBytes)]
        ties = TieList(rows: capacity)
    }

    /// A sealed copy that takes no more memory than its rows need, and what the other knows of ties; the lines stay where they are.
    /// The other is to be ``reset()``.
    init(
        compacting other: Chunk,
        files: [RawFile],
        arenas: [LineArena],
        _ workspace: CorrelationIndex.Workspace
    ) {
        let count = other.count
        first = other.first
        capacity = count
        self.count = count
        self.files = files
        self.arenas = arenas
        ties = other.ties
        var compaction = ColumnCompaction(rows: count)
        compaction.plan(other.time, own: true)
        compaction.plan(other.correlation)
        compaction.plan(other.event)
        compaction.plan(other.cause)
        compaction.plan(other.duration.words)
        compaction.plan(other.offset, extra: 1, own: true)
        compaction.plan(other.service)
        compaction.plan(other.eventType)
        compaction.plan(other.resource)
        compaction.plan(other.errorType)
        compaction.plan(other.attempt)
        compaction.plan(other.extent)
        compaction.plan(other.severity)
        compaction.plan(other.hop)
        compaction.plan(other.flags)
        columns = compaction.allocate()
        time = compaction.copy(other.time)
        correlation = compaction.copy(other.correlation)
        event = compaction.copy(other.event)
        cause = compaction.copy(other.cause)
        duration = DurationColumn(words: compaction.copy(other.duration.words))
        offset = compaction.copy(other.offset)
        service = compaction.copy(other.service)
        eventType = compaction.copy(other.eventType)
        resource = compaction.copy(other.resource)
        errorType = compaction.copy(other.errorType)
        attempt = compaction.copy(other.attempt)
        extent = compaction.copy(other.extent)
        severity = compaction.copy(other.severity)
        hop = compaction.copy(other.hop)
        flags = compaction.copy(other.flags)
        extentCount = other.extentCount
        extents = .allocate(capacity: max(extentCount, 1))
        extents.initialize(from: other.extents, count: extentCount)
        seal(workspace)
        kept = compaction.bytes + extentCount * MemoryLayout<Extent>.stride + (index?.bytes ?? 0)
    }

    deinit {
        columns.deallocate()
        extents.deallocate()
    }

    /// Where a line is put that comes in.
    var arena: LineArena { arenas[0] }

    /// Bytes of the arenas that are counted with this chunk: chunks that were merged share theirs.
    private var arenaBytes: Int { sharedArenaBytes ?? arenas.reduce(0) { $0 + $1.bytes } }
    /// Set before the chunk is published, where others hold its arenas too.
    var sharedArenaBytes: Int?

    /// Bytes of memory it holds, and that readers hold because of it.
    var bytes: Int {
        let own = kept > 0 ? kept : count * (Chunk.rowBytes + 4) + extentCount * MemoryLayout<Extent>.stride
        return own + count * Chunk.readerBytes + arenaBytes + ties.bytes
    }

    /// Whether a line of this length can be numbered.
    func hasRoom(for length: Int) -> Bool { count < capacity && Int(offset[count]) + length < Int(UInt32.max) - 1 }

    /// Says where the next row's line is. Writer only.
    ///
    /// - Parameters:
    ///   - position: an offset in the file, or an address.
    ///   - length: bytes up to the newline.
    func place(_ position: Int, length: Int, file: UInt16, source: UInt16, line: Int, lineStep: UInt8, received: Int64)
    {
        let base = position - Int(offset[count])
        offset[count + 1] = offset[count] + UInt32(length) + 1
        if extentCount > 0 {
            let last = extents[extentCount - 1]
            if last.base == base, last.file == file, last.source == source, last.line(of: count) == line,
                last.received == received, last.lineStep == lineStep
            {
                extent[count] = UInt16(extentCount - 1)
                return
            }
        }
        (extents + extentCount).initialize(
            to: Extent(
                base: base,
                received: received,
                firstRow: UInt32(count),
                firstLine: UInt32(clamping: line),
                source: source,
                file: file,
                lineStep: lineStep
            )
        )
        extent[count] = UInt16(extentCount)
        extentCount += 1
    }

    /// Appends a row of another chunk, but for what it ties together. Writer only.
    ///
    /// - Parameter file: the place of its file among the files that this chunk is to have.
    func append(_ other: Chunk, _ row: Int, file: UInt16) {
        let extent = other.extents[Int(other.extent[row])]
        let begin = Int(other.offset[row])
        place(
            extent.base + begin,
            length: Int(other.offset[row + 1]) - 1 - begin,
            file: file,
            source: extent.source,
            line: extent.line(of: row),
            lineStep: extent.lineStep,
            received: extent.received
        )
        time[count] = other.time[row]
        correlation[count] = other.correlation[row]
        event[count] = other.event[row]
        cause[count] = other.cause[row]
        duration.words[count] = other.duration.words[row]
        service[count] = other.service[row]
        eventType[count] = other.eventType[row]
        resource[count] = other.resource[row]
        errorType[count] = other.errorType[row]
        attempt[count] = other.attempt[row]
        severity[count] = other.severity[row]
        hop[count] = other.hop[row]
        flags[count] = other.flags[row]
        count += 1
    }

    /// The row just filled is complete. Writer only.
    func advance() { count += 1 }

    /// Forgets all rows, to be filled anew; only for a chunk that was never published.
    func reset() {
        count = 0
        extentCount = 0
        ties = TieList(rows: capacity)
    }

    /// Takes a chunk that was filled beside the store into it: its place, its lines' numbers, and what its first records,
    /// which say no time, follow.
    func take(first: Int, linesBefore: Int, timeBefore: Int64?) {
        self.first = first
        for i in 0..<extentCount { extents[i].firstLine += UInt32(clamping: linesBefore) }
        guard let timeBefore else { return }
        var row = 0
        while row < count, flags[row].contains(.timeless) {
            time[row] = timeBefore
            row += 1
        }
        if row > 0 { bound() }
    }

    /// Builds the index of correlation hashes. Writer only; nothing is appended afterwards.
    func seal(_ workspace: CorrelationIndex.Workspace = CorrelationIndex.Workspace()) {
        bound()
        index = CorrelationIndex(correlation, count: count, workspace)
        ties.seal()
    }

    private func bound() {
        var low = Int64.max
        var high = Int64.min
        for row in 0..<count {
            low = min(low, time[row])
            high = max(high, time[row])
        }
        earliest = low
        latest = high
    }

    /// Calls `body` with each row of a flow in ascending order. Only for a sealed chunk.
    func rows(of hash: UInt64, _ body: (Int) -> Void) { index?.rows(of: hash, body) }

    /// The last time that a record says of itself; nil: none does.
    var lastOwnTime: Int64? {
        var row = count - 1
        while row >= 0, flags[row].contains(.timeless) { row -= 1 }
        return row < 0 ? nil : time[row]
    }

    /// The time to sort by.
    @inline(__always)
    func when(_ row: Int) -> Int64 { time[row] }

    var received: ExtentColumn<Int64> { ExtentColumn(chunk: self) { extent, _ in extent.received } }
    var source: ExtentColumn<UInt16> { ExtentColumn(chunk: self) { extent, _ in extent.source } }
    var line: ExtentColumn<Int> { ExtentColumn(chunk: self) { extent, row in extent.line(of: row) } }
}
