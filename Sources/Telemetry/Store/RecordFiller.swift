import EventModel

/// Fills a chunk's columns from lines. One for each thread that does.
final class RecordFiller {
    private let names: NameTable
    private let fast: FastLine?
    private let decoder = LineDecoder()
    /// The metrics of the lines read so far.
    private(set) var metrics = MetricTable()
    /// Names met before, by a few bits of their hashes, with their numbers: ``mostKnown`` for each of the four fields that are
    /// names. Behind a pointer, because accesses to stored variables of classes are checked.
    private let known: UnsafeMutablePointer<(hash: UInt64, number: UInt16)>
    private static let mostKnown = 64

    /// - Parameter fast: nil: every line takes the slow way.
    init(names: NameTable, fast: FastLine? = FastLine()) {
        self.names = names
        self.fast = fast
        known = .allocate(capacity: 4 * RecordFiller.mostKnown)
        known.initialize(repeating: (0, NameTable.none), count: 4 * RecordFiller.mostKnown)
    }

    deinit { known.deallocate() }

    /// Hands over the metrics, and begins anew.
    func takeMetrics() -> MetricTable {
        defer { metrics = MetricTable() }
        return metrics
    }

    /// What became of a line.
    enum Outcome {
        case record
        /// Kept raw.
        case malformed
        /// It holds several records, each a JSON object of its own; no row was filled.
        case several([[UInt8]])
    }

    /// Reads an ordinary line; nil: it is none. ``fill(_:_:received:before:)`` fills its row, before the next one is read.
    @inline(__always)
    func read(_ line: UnsafeBufferPointer<UInt8>) -> FastLine.Columns? { fast?.scan(line) }

    /// Fills the row that follows the chunk's last, whose place has been said already, from the line that was read last.
    ///
    /// - Parameter before: the time of the last record of the same source that says one.
    @inline(__always)
    func fill(_ chunk: Chunk, _ columns: FastLine.Columns, received: Timestamp, before: Int64?) {
        guard let fast else { return }
        fill(chunk, chunk.count, fast, columns, before ?? received.nanoseconds)
    }

    /// The same from any other line.
    ///
    /// - Parameters:
    ///   - line: with ``LineDecoder/padding`` readable bytes behind it.
    ///   - mayHoldSeveral: false for a record that came out of such a line.
    func fillSlowly(
        _ chunk: Chunk,
        _ line: UnsafeBufferPointer<UInt8>,
        received: Timestamp,
        before: Int64?,
        mayHoldSeveral: Bool
    ) -> Outcome {
        let stand = before ?? received.nanoseconds
        if mayHoldSeveral, RecordSplitter.isArray(line), let several = RecordSplitter.records(beside: line) {
            return .several(several)
        }
        if decoder.decode(line) {
            if mayHoldSeveral, decoder.has(.several), let several = RecordSplitter.records(of: decoder) {
                return .several(several)
            }
            fillSlowly(chunk, chunk.count, received, stand)
            return .record
        }
        if mayHoldSeveral, let several = RecordSplitter.records(beside: line) { return .several(several) }
        fillMalformed(chunk, chunk.count, .malformed, stand)
        return .malformed
    }

    /// Fills the row of a line that is too long to be read.
    func fillTruncated(_ chunk: Chunk, received: Timestamp, before: Int64?) {
        fillMalformed(chunk, chunk.count, [.malformed, .truncated], before ?? received.nanoseconds)
    }

    private func fillMalformed(_ chunk: Chunk, _ row: Int, _ flags: RecordFlags, _ stand: Int64) {
        chunk.time[row] = stand
        chunk.correlation[row] = 0
        chunk.event[row] = 0
        chunk.cause[row] = 0
        chunk.duration.words[row] = PackedDuration.none
        chunk.service[row] = NameTable.none
        chunk.eventType[row] = NameTable.none
        chunk.resource[row] = NameTable.none
        chunk.errorType[row] = NameTable.none
        chunk.attempt[row] = 0
        chunk.severity[row] = Chunk.noByte
        chunk.hop[row] = Chunk.noByte
        chunk.flags[row] = flags.union(.timeless)
    }

    @inline(__always)
    private func fill(_ chunk: Chunk, _ row: Int, _ fast: FastLine, _ columns: FastLine.Columns, _ stand: Int64) {
        let failed = columns.hasError || columns.severity >= Severity.error.rawValue && columns.severity != Chunk.noByte
        var flags: RecordFlags = failed ? .failed : []
        if columns.hop == HopKind.invoke.code, columns.duration == Chunk.none, !failed, !columns.isEnd {
            flags.insert(.start)
        }
        if columns.hop == HopKind.queue.code ? columns.hasNoReader : columns.hasRetry { flags.insert(.retryPlanned) }
        if columns.hasRequest { flags.insert(.request) }
        if columns.time == Chunk.none { flags.insert(.timeless) }
        chunk.time[row] = columns.time == Chunk.none ? stand : columns.time
        let keys = fast.flowKeys
        chunk.correlation[row] = keys.key
        keys.tie(row: row, in: chunk.ties)
        chunk.event[row] = hash(fast.text(.eventID))
        chunk.cause[row] = hash(fast.text(.cause))
        chunk.duration[row] = columns.duration
        chunk.service[row] = name(fast.text(.service), 0)
        chunk.eventType[row] = name(fast.text(.eventType), 1)
        chunk.resource[row] = name(fast.text(.resource), 2)
        chunk.errorType[row] = name(fast.text(.errorType), 3)
        chunk.attempt[row] = columns.attempt
        chunk.severity[row] = columns.severity
        chunk.hop[row] = columns.hop
        chunk.flags[row] = flags
    }

    private func fillSlowly(_ chunk: Chunk, _ row: Int, _ received: Timestamp, _ stand: Int64) {
        let severity = decoder.severity
        let hop = decoder.hop
        let duration = decoder.nanoseconds(.duration)
        let time = decoder.time
        var flags: RecordFlags = []
        if decoder.hasError || (severity ?? .info) >= .error { flags.insert(.failed) }
        if hop == .invoke, duration == nil, !flags.contains(.failed), !isEnd() { flags.insert(.start) }
        if hop == .queue ? decoder.integer(.readers) == 0 : decoder.has(.retryIn) { flags.insert(.retryPlanned) }
        if decoder.has(.request) { flags.insert(.request) }
        if decoder.has(.metrics) {
            flags.insert(.metrics)
            metrics.take(decoder, at: time ?? received)
        }
        if time == nil { flags.insert(.timeless) }
        chunk.time[row] = time?.nanoseconds ?? stand
        let keys = decoder.flowKeys
        chunk.correlation[row] = keys.key
        keys.tie(row: row, in: chunk.ties)
        chunk.event[row] = slowHash(.eventID)
        chunk.cause[row] = slowHash(.cause)
        chunk.duration[row] = duration ?? Chunk.none
        chunk.service[row] = slowName(.service)
        chunk.eventType[row] = slowName(.eventType)
        chunk.resource[row] = slowName(.resource)
        chunk.errorType[row] = slowName(.errorType)
        chunk.attempt[row] = UInt16(clamping: decoder.integer(.attempt) ?? 0)
        chunk.severity[row] = severity?.rawValue ?? Chunk.noByte
        chunk.hop[row] = hop?.code ?? Chunk.noByte
        chunk.flags[row] = flags
    }

    private func isEnd() -> Bool { decoder.bytes(.message)?.elementsEqual("END".utf8) ?? false }

    @inline(__always)
    private func hash(_ text: UnsafeBufferPointer<UInt8>?) -> UInt64 { text.map { ByteHash.of($0) } ?? 0 }

    @inline(__always)
    private func name(_ text: UnsafeBufferPointer<UInt8>?, _ field: Int) -> UInt16 {
        guard let text else { return NameTable.none }
        let hash = ByteHash.of(text)
        let place = field * RecordFiller.mostKnown + Int(truncatingIfNeeded: hash >> 40) & (RecordFiller.mostKnown - 1)
        if hash != known[place].hash { known[place] = (hash, names.intern(text, hash: hash)) }
        return known[place].number
    }

    private func slowHash(_ field: RecordField) -> UInt64 {
        if let bytes = decoder.bytes(field) { return bytes.isEmpty ? 0 : ByteHash.of(bytes) }
        return decoder.text(field).map { ByteHash.of($0) } ?? 0
    }

    private func slowName(_ field: RecordField) -> UInt16 {
        if let bytes = decoder.bytes(field) { return names.intern(bytes) }
        guard decoder.has(field), decoder.reading(field) == .plain else { return NameTable.none }
        return decoder.text(field).map { names.intern($0) } ?? NameTable.none
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
