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
        let source = names.intern(source)
        let all = bytes.bindMemory(to: UInt8.self)
        var before = lastTimes[source]
        var start = 0
        var line = firstLine
        while start < all.count {
            let end = Self.newline(all, from: start)
            var text = UnsafeBufferPointer(rebasing: all[start..<end])
            if text.last == 0x0D { text = UnsafeBufferPointer(rebasing: text.dropLast()) }
            if !text.isEmpty { append(text, source: source, line: line, received: received, &before) }
            line += 1
            start = end + 1
        }
        lastTimes[source] = before
        if !filler.metrics.isEmpty { metrics.add(filler.takeMetrics()) }
        counters.resident = sealedBytes + open.bytes
    }

    @inline(__always)
    private static func newline(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else {
            return bytes.count
        }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }

    private mutating func append(
        _ text: UnsafeBufferPointer<UInt8>,
        source: UInt16,
        line: Int,
        received: Timestamp,
        _ before: inout Int64?
    ) {
        let oversized = text.count > Self.longestLine
        let text = oversized ? UnsafeBufferPointer(rebasing: text.prefix(longestKept)) : text
        if !open.hasRoom(for: text.count) || open.arena.bytes > max(capacity / 4, blockBytes) { roll() }
        let chunk = open
        let row = chunk.count
        let kept = chunk.arena.store(text)
        if sealedBytes + chunk.bytes > capacity { trim() }
        chunk.place(
            // An empty line never gets here, so the bytes have an address.
            Int(bitPattern: kept.baseAddress.unsafelyUnwrapped),
            length: kept.count,
            inFile: false,
            source: source,
            line: line,
            lineStep: 1,
            received: received.nanoseconds
        )
        if oversized {
            filler.fillTruncated(chunk, received: received, before: before)
            counters.malformed += 1
        } else if !filler.fill(chunk, kept, received: received, before: before) {
            counters.malformed += 1
        }
        if !chunk.flags[row].contains(.timeless) { before = chunk.time[row] }
        newest = max(newest, chunk.time[row])
        counters.records += 1
        chunk.advance()
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
        counters.records += part.records
        counters.malformed += part.malformed
        counters.bytes += part.bytes
        if !part.metrics.isEmpty { metrics.add(part.metrics) }
        counters.resident = sealedBytes + open.bytes
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
        while drop < sealed.count, sealedBytes + open.bytes > capacity {
            sealedBytes -= sealed[drop].bytes
            counters.dropped += sealed[drop].count
            drop += 1
        }
        sealed.removeFirst(drop)
    }
}
