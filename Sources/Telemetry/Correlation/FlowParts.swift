import Synchronization

/// What a chunk, or several, tells about one flow without building its tree. Parts of the same flow add up.
struct FlowPart {
    var hash: UInt64
    /// Id of the flow's first record.
    var first: Int
    var records: Int32
    var errors: Int32
    var started: Int64
    var ended: Int64

    mutating func add(_ other: FlowPart) {
        first = min(first, other.first)
        records &+= other.records
        errors &+= other.errors
        started = min(started, other.started)
        ended = max(ended, other.ended)
    }
}

/// The parts of one sealed chunk, computed once and kept with it.
final class FlowParts: Sendable {
    private let cached = Mutex<[FlowPart]?>(nil)

    func of(_ chunk: Chunk) -> [FlowPart] {
        if let parts = cached.withLock({ $0 }) { return parts }
        let parts = FlowParts.compute(chunk, count: chunk.count)
        cached.withLock { $0 = parts }
        return parts
    }

    /// The parts of the first `count` rows.
    static func compute(_ chunk: Chunk, count: Int) -> [FlowPart] {
        var parts: [FlowPart] = []
        var places: [UInt64: Int32] = [:]
        places.reserveCapacity(count / 8)
        for row in 0..<count {
            let hash = chunk.correlation[row]
            if hash == 0 { continue }
            let when = chunk.when(row)
            let failed = chunk.isError(row) ? 1 as Int32 : 0
            let part = FlowPart(
                hash: hash,
                first: chunk.first + row,
                records: 1,
                errors: failed,
                started: FlowRecord(chunk, row).began,
                ended: when
            )
            if let place = places[hash] {
                parts[Int(place)].add(part)
            } else {
                places[hash] = Int32(parts.count)
                parts.append(part)
            }
        }
        return parts
    }
}

extension Chunk {
    /// Severity `error` or worse.
    @inline(__always)
    func isError(_ row: Int) -> Bool { severity[row] != Chunk.noByte && severity[row] >= 4 }
}
