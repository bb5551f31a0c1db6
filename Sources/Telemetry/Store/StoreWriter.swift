import EventModel

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The writing side of the store: splits lines, decodes them and fills the open chunk. Used under the writer's lock.
///
/// `@unchecked Sendable`: its decoder is its own and is never handed out, and bytes it is given are read only during the call.
struct StoreWriter: ~Copyable, @unchecked Sendable {
    /// A line longer than this is kept up to ``longestKept`` bytes and marked.
    static let longestLine = 1 << 20

    let capacity: Int
    let chunkRecords: Int
    let blockBytes: Int
    let longestKept: Int
    let names: NameTable
    private let decoder = LineDecoder()

    private(set) var sealed: [Chunk] = []
    private(set) var open: Chunk
    private var sealedBytes = 0
    var counters = StoreCounters()
    private(set) var metrics = MetricTable()
    private(set) var newest = Int64.min

    init(capacity: Int, chunkRecords: Int?, names: NameTable) {
        self.capacity = capacity
        self.chunkRecords = chunkRecords ?? min(max(capacity / 8000, 64), 16_384)
        blockBytes = min(max(capacity / 64, 4096), 1 << 18)
        longestKept = min(1 << 16, max(capacity / 8, 1024))
        self.names = names
        open = Chunk(first: 0, capacity: self.chunkRecords)
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
        var start = 0
        var line = firstLine
        while start < all.count {
            let end = Self.newline(all, from: start)
            var text = UnsafeBufferPointer(rebasing: all[start..<end])
            if text.last == 0x0D { text = UnsafeBufferPointer(rebasing: text.dropLast()) }
            if !text.isEmpty { append(text, source: source, line: line, received: received) }
            line += 1
            start = end + 1
        }
        counters.resident = sealedBytes + open.bytes
    }

    @inline(__always)
    private static func newline(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else {
            return bytes.count
        }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>, source: UInt16, line: Int, received: Timestamp) {
        if open.count == open.capacity || open.bytes > max(capacity / 4, open.capacity * Chunk.rowBytes + blockBytes) {
            roll()
        }
        let chunk = open
        let row = chunk.count
        let oversized = text.count > Self.longestLine
        let kept = chunk.store(
            oversized ? UnsafeBufferPointer(rebasing: text.prefix(longestKept)) : text,
            blockBytes: blockBytes
        )
        if sealedBytes + chunk.bytes > capacity { trim() }
        // An empty line never gets here, so the bytes have an address.
        chunk.raw[row] = kept.baseAddress.unsafelyUnwrapped
        chunk.length[row] = UInt32(kept.count)
        chunk.source[row] = source
        chunk.line[row] = UInt32(clamping: line)
        chunk.received[row] = received.nanoseconds
        if !oversized, decoder.decode(kept) {
            fill(chunk, row, received)
        } else {
            counters.malformed += 1
            fillMalformed(chunk, row, oversized ? [.malformed, .truncated] : .malformed)
        }
        newest = max(newest, chunk.when(row))
        counters.records += 1
        chunk.advance()
    }

    private func fillMalformed(_ chunk: Chunk, _ row: Int, _ flags: RecordFlags) {
        chunk.time[row] = Chunk.none
        chunk.correlation[row] = 0
        chunk.event[row] = 0
        chunk.cause[row] = 0
        chunk.duration[row] = Chunk.none
        chunk.service[row] = NameTable.none
        chunk.eventType[row] = NameTable.none
        chunk.resource[row] = NameTable.none
        chunk.errorType[row] = NameTable.none
        chunk.attempt[row] = 0
        chunk.severity[row] = Chunk.noByte
        chunk.hop[row] = Chunk.noByte
        chunk.flags[row] = flags
    }

    private mutating func fill(_ chunk: Chunk, _ row: Int, _ received: Timestamp) {
        let severity = decoder.severity
        let hop = decoder.hop
        let duration = decoder.nanoseconds(.duration)
        let time = decoder.time
        var flags: RecordFlags = []
        if decoder.hasError || (severity ?? .info) >= .error { flags.insert(.failed) }
        if hop == .invoke, duration == nil, !flags.contains(.failed), !isEnd() { flags.insert(.start) }
        if decoder.has(.retryIn) { flags.insert(.retryPlanned) }
        if decoder.has(.request) { flags.insert(.request) }
        if decoder.has(.metrics) {
            flags.insert(.metrics)
            metrics.take(decoder, at: time ?? received)
        }
        chunk.time[row] = time?.nanoseconds ?? Chunk.none
        let keys = FlowKeys(decoder)
        chunk.correlation[row] = keys.key
        keys.tie(row: row, in: chunk.ties)
        chunk.event[row] = hash(.eventID) ?? 0
        chunk.cause[row] = hash(.cause) ?? 0
        chunk.duration[row] = duration ?? Chunk.none
        chunk.service[row] = name(.service)
        chunk.eventType[row] = name(.eventType)
        chunk.resource[row] = name(.resource)
        chunk.errorType[row] = name(.errorType)
        chunk.attempt[row] = UInt16(clamping: decoder.integer(.attempt) ?? 0)
        chunk.severity[row] = severity?.rawValue ?? Chunk.noByte
        chunk.hop[row] = hop?.code ?? Chunk.noByte
        chunk.flags[row] = flags
    }

    private func isEnd() -> Bool { decoder.bytes(.message)?.elementsEqual("END".utf8) ?? false }

    @inline(__always)
    private func hash(_ field: RecordField) -> UInt64? {
        if let bytes = decoder.bytes(field) { return bytes.isEmpty ? nil : ByteHash.of(bytes) }
        return decoder.text(field).map { ByteHash.of($0) }
    }

    @inline(__always)
    private func name(_ field: RecordField) -> UInt16 {
        if let bytes = decoder.bytes(field) { return names.intern(bytes) }
        guard decoder.has(field), decoder.reading(field) == .plain else { return NameTable.none }
        return decoder.text(field).map { names.intern($0) } ?? NameTable.none
    }

    /// Seals the open chunk and starts a new one.
    private mutating func roll() {
        open.seal()
        sealed.append(open)
        sealedBytes += open.bytes
        open = Chunk(first: open.first + open.count, capacity: chunkRecords)
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

extension HopKind {
    /// Its place in `allCases`, for the column.
    var code: UInt8 {
        switch self {
        case .publish: 0
        case .deliver: 1
        case .invoke: 2
        case .queue: 3
        case .state: 4
        case .deadletter: 5
        case .redrive: 6
        case .span: 7
        case .log: 8
        }
    }

    init?(code: UInt8) {
        guard code < HopKind.allCases.count else { return nil }
        self = HopKind.allCases[Int(code)]
    }
}
