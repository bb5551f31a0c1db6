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
    /// When what it tells began.
    var began: Int64
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
        began = chunk.began(row)
    }

    var isError: Bool { severity != Chunk.noByte && severity >= 4 }
    var failed: Bool { flags.contains(.failed) }
}

extension Chunk {
    /// When what a record tells began: what ended with it took its duration.
    @inline(__always)
    func began(_ row: Int) -> Int64 {
        let duration = duration[row]
        guard duration > 0, event[row] != 0 || hop[row] != Chunk.noByte, !flags[row].contains(.start) else {
            return time[row]
        }
        let (began, overflow) = time[row].subtractingReportingOverflow(duration)
        return overflow ? time[row] : began
    }
}

extension StoreSnapshot {
    /// The records of a flow in time order; of equal times, in order of arrival.
    func flowRecords(_ parts: [FlowPart]) -> [FlowRecord] {
        var records: [FlowRecord] = []
        for part in parts { forEachRow(of: part) { records.append(FlowRecord($0, $1)) } }
        for i in records.indices.dropFirst()
        where (records[i].when, records[i].id) < (records[i - 1].when, records[i - 1].id) {
            records.sort { ($0.when, $0.id) < ($1.when, $1.id) }
            break
        }
        return records
    }

    /// Calls `body` with each row of a part, in the order of arrival.
    func forEachRow(of part: FlowPart, _ body: (Chunk, Int) -> Void) {
        var index = chunkIndex(max(part.first, ids.lowerBound))
        while index < chunks.count, chunks[index].first <= part.last {
            let chunk = chunks[index]
            if index < chunks.count - 1 {
                chunk.rows(of: part.hash) { row in
                    if chunk.first + row >= part.first, chunk.first + row <= part.last { body(chunk, row) }
                }
            } else {
                // The open chunk has no index of its own yet.
                let from = max(part.first - chunk.first, 0)
                let correlation = chunk.correlation
                for row in from..<max(min(part.last + 1 - chunk.first, openCount), from)
                where correlation[row] == part.hash { body(chunk, row) }
            }
            index += 1
        }
    }

    /// The index of the chunk that holds a record at or after the first.
    private func chunkIndex(_ id: Int) -> Int {
        var low = 0
        var high = chunks.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if chunks[middle].first <= id { low = middle } else { high = middle - 1 }
        }
        return low
    }
}

extension Chunk {
    /// Severity `error` or worse.
    @inline(__always)
    func isError(_ row: Int) -> Bool { severity[row] != Chunk.noByte && severity[row] >= 4 }
}
