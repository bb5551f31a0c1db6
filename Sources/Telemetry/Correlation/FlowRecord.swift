import EventModel

/// The columns of one record that placing it in its flow needs.
struct FlowRecord {
    var id: Int
    var when: Int64
    var received: Int64
    var event: UInt64
    var cause: UInt64
    /// Nanoseconds; ``Chunk/none`` where the record says none.
    var duration: Int64
    var service: UInt16
    var attempt: UInt16
    var severity: UInt8
    var hop: HopKind?
    var flags: RecordFlags

    init(_ chunk: Chunk, _ row: Int) {
        id = chunk.first + row
        when = chunk.when(row)
        received = chunk.received[row]
        event = chunk.event[row]
        cause = chunk.cause[row]
        duration = chunk.duration[row]
        service = chunk.service[row]
        attempt = chunk.attempt[row]
        severity = chunk.severity[row]
        hop = HopKind(code: chunk.hop[row])
        flags = chunk.flags[row]
    }

    /// When what it tells began: what ended with it took its duration.
    var began: Int64 {
        guard event != 0 || hop != nil, !flags.contains(.start), duration > 0 else { return when }
        let (began, overflow) = when.subtractingReportingOverflow(duration)
        return overflow ? when : began
    }

    var isError: Bool { severity != Chunk.noByte && severity >= 4 }
    var failed: Bool { flags.contains(.failed) }
}

extension StoreSnapshot {
    /// A flow's records in time order; of equal times, in order of arrival.
    func flowRecords(_ hash: UInt64) -> [FlowRecord] {
        var records: [FlowRecord] = []
        for chunk in sealed { chunk.rows(of: hash) { records.append(FlowRecord(chunk, $0)) } }
        let open = open
        for row in 0..<openCount where open.correlation[row] == hash { records.append(FlowRecord(open, row)) }
        for i in records.indices.dropFirst() where records[i].when < records[i - 1].when {
            records.sort { ($0.when, $0.id) < ($1.when, $1.id) }
            break
        }
        return records
    }
}
