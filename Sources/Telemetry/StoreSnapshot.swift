package import EventModel

/// The store at one moment.
package struct StoreSnapshot: Sendable {
    /// All but the last are sealed.
    private(set) var chunks: [Chunk]
    /// Rows of the last chunk that belong to this snapshot.
    private(set) var openCount: Int
    private(set) var latest: Int64
    let names: NameTable
    let flows: FlowIndex
    /// Shared by all snapshots of a store.
    let topologyIndex = TopologyIndex()
    let sums: StatisticsCache
    private(set) var metricTable: MetricTable
    package private(set) var counters: StoreCounters

    init(names: NameTable, flows: FlowIndex, state: StoreState) {
        self.names = names
        self.flows = flows
        sums = StatisticsCache()
        chunks = [state.open]
        openCount = state.openCount
        latest = state.newest
        metricTable = state.metrics
        counters = state.counters
    }

    /// Brings it to where the writer is.
    mutating func publish(_ state: StoreState) {
        if chunks[chunks.count - 1] !== state.open || chunks.count != state.sealed.count + 1 {
            chunks = state.sealed
            chunks.append(state.open)
        }
        openCount = state.openCount
        latest = state.newest
        counters = state.counters
        if !metricTable.isSame(as: state.metrics) { metricTable = state.metrics }
    }

    /// Ids of the records held: from the oldest that is not dropped to one past the newest.
    package var ids: Range<Int> { chunks[0].first..<chunks[chunks.count - 1].first + openCount }

    /// The time of the newest record by its own clock; nil while there is none.
    package var newest: Timestamp? { ids.isEmpty ? nil : Timestamp(nanoseconds: latest) }

    var sealed: ArraySlice<Chunk> { chunks.dropLast() }
    var open: Chunk { chunks[chunks.count - 1] }

    /// Rows of the chunk at an index that belong to this snapshot.
    @inline(__always)
    func count(_ index: Int) -> Int { index == chunks.count - 1 ? openCount : chunks[index].count }

    /// Where a record is.
    func place(_ id: Int) -> (chunk: Chunk, row: Int)? {
        guard ids.contains(id) else { return nil }
        var low = 0
        var high = chunks.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if chunks[middle].first <= id { low = middle } else { high = middle - 1 }
        }
        return (chunks[low], id - chunks[low].first)
    }

    /// One record; nil if it has been dropped.
    package func row(_ id: Int) -> RecordRow? {
        guard let (chunk, row) = place(id) else { return nil }
        return DecoderPool.shared.with { self.row(chunk, row, decoder: $0) }
    }

    func row(_ chunk: Chunk, _ row: Int, decoder: LineDecoder) -> RecordRow {
        let flags = chunk.flags[row]
        var record = RecordRow(
            id: chunk.first + row,
            timestamp: flags.contains(.timeless) ? nil : Timestamp(nanoseconds: chunk.time[row]),
            received: Timestamp(nanoseconds: chunk.received[row]),
            severity: Severity(rawValue: chunk.severity[row]),
            malformed: flags.contains(.malformed),
            file: names.name(chunk.source[row]) ?? "",
            line: chunk.line[row]
        )
        guard let line = chunk.line(row, decoder.buffer) else { return goneRow(chunk, row, record) }
        guard !flags.contains(.malformed), decoder.decode(line) else {
            record.message = String(decoding: line, as: UTF8.self) + (flags.contains(.truncated) ? "… (cut)" : "")
            return record
        }
        record.service = name(chunk.service[row], .service, decoder)
        record.eventType = name(chunk.eventType[row], .eventType, decoder)
        record.resource = name(chunk.resource[row], .resource, decoder)
        record.errorType = name(chunk.errorType[row], .errorType, decoder)
        record.correlationID = decoder.correlationID
        let message = decoder.message
        record.message = message ?? ""
        record.hasMessage = message != nil
        fillColumns(chunk, row, &record)
        return record
    }

    /// What the columns still know of a record whose line is no longer in its file.
    private func goneRow(_ chunk: Chunk, _ row: Int, _ record: RecordRow) -> RecordRow {
        var record = record
        record.isGone = true
        record.message = "(no longer in the file: it was truncated or written anew)"
        record.service = names.name(chunk.service[row])
        record.eventType = names.name(chunk.eventType[row])
        record.resource = names.name(chunk.resource[row])
        record.errorType = names.name(chunk.errorType[row])
        fillColumns(chunk, row, &record)
        return record
    }

    private func fillColumns(_ chunk: Chunk, _ row: Int, _ record: inout RecordRow) {
        record.hop = HopKind(code: chunk.hop[row])
        record.attempt = chunk.attempt[row] == 0 ? nil : Int(chunk.attempt[row])
        record.duration = chunk.duration[row] == Chunk.none ? nil : .nanoseconds(chunk.duration[row])
    }

    private func name(_ number: UInt16, _ field: RecordField, _ decoder: LineDecoder) -> String? {
        number == NameTable.inLine ? decoder.text(field) : names.name(number)
    }

    /// The whole line as it came, without its newline; nil if it has been dropped, or is no longer in its file.
    package func raw(_ id: Int) -> [UInt8]? {
        guard let (chunk, row) = place(id) else { return nil }
        return DecoderPool.shared.with { chunk.line(row, $0.buffer).map { Array($0) } }
    }

    /// Every field of the line; nil if it has been dropped or was no JSON object.
    package func fields(_ id: Int) -> JSON? {
        guard let (chunk, row) = place(id), !chunk.flags[row].contains(.malformed) else { return nil }
        return DecoderPool.shared.with { decoder in
            guard let line = chunk.line(row, decoder.buffer) else { return nil }
            // The strict parser keeps numbers as they were spelled; what it cannot take whole has an envelope or a prefix.
            if line.first == UInt8(ascii: "{"), let json = try? JSON(parsing: Array(line)),
                json["log"] == nil || json["stream"] == nil
            {
                return json
            }
            return decoder.decode(line) ? decoder.fields : nil
        }
    }

    /// The error a record carries; nil if it carries none or has been dropped.
    package func error(_ id: Int) -> ErrorInfo? {
        guard let (chunk, row) = place(id), !chunk.flags[row].contains(.malformed) else { return nil }
        return DecoderPool.shared.with { $0.decode(chunk, row) ? $0.error : nil }
    }

    /// Whether any record has carried a metric.
    package var hasMetrics: Bool { !metricTable.series.isEmpty }

    /// The metrics on the stream, by namespace, name and dimensions.
    package func metrics() -> [MetricSeries] {
        metricTable.series.map { series in
            var series = series
            if series.points.count > MetricTable.longestSeries {
                series.points.removeFirst(series.points.count - MetricTable.longestSeries)
            }
            return series
        }
    }
}
