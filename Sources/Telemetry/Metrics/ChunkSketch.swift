import EventModel
import Synchronization

/// The statistics of a quarter of a chunk: totals that add up, and counts of short runs of rows from which those of any
/// stretch of time are made. Quarters, so that little has to be read row by row where a stretch begins, and the chunk
/// that is being filled has sketches of what is full of it.
final class ChunkSketch: Sendable {
    /// The records of one service or event type.
    struct Group: Sendable {
        /// Its name's number.
        var number: Int
        var records = 0
        var errors = 0
        /// Records that are no deliveries, messages or dead letters.
        var works = 0
        var latency = LatencyRun()
    }

    /// Rows that follow one another.
    struct Block: Sendable {
        var earliest = Int64.max
        var latest = Int64.min
        /// Where its counts begin; they end where those of the next block begin.
        var counts = 0
    }

    /// The records of one service in a block.
    struct Count: Sendable {
        var service: UInt16
        var records: UInt16
        var errors: UInt16
    }

    static let blockRows = 256
    /// Hops between services, one bit for each of their codes in a chunk.
    private static let carrying = [HopKind.deliver, .queue, .deadletter, .redrive].reduce(0 as UInt32) {
        $0 | 1 << $1.code
    }

    /// Whether a record is of a delivery, a message, a dead letter or a redrive, and not of a service that works.
    @inline(__always)
    static func carries(_ chunk: Chunk, _ row: Int) -> Bool {
        chunk.hop[row] < 32 && carrying >> UInt32(chunk.hop[row]) & 1 == 1
    }

    let rows: Range<Int>
    /// Of all records, by the time to sort by.
    let earliest: Int64
    let latest: Int64
    let errors: Int
    let bySeverity: [Int]
    /// Of the records that say a time; `from` is later than `to` where none does.
    let from: Int64
    let to: Int64
    let services: [Group]
    let eventTypes: [Group]
    /// The blocks in the order of rows, and one more that ends the counts.
    let blocks: [Block]
    let counts: [Count]

    var records: Int { rows.count }

    init(_ chunk: Chunk, _ rows: Range<Int>) {
        var earliest = Int64.max
        var latest = Int64.min
        var from = Int64.max
        var to = Int64.min
        var errors = 0
        var bySeverity = [Int](repeating: 0, count: Severity.allCases.count)
        for row in rows {
            let when = chunk.when(row)
            earliest = min(earliest, when)
            latest = max(latest, when)
            // When a record that says no time was read tells nothing about when things happened.
            if !chunk.flags[row].contains(.timeless) {
                from = min(from, when)
                to = max(to, when)
            }
            if chunk.isError(row) { errors += 1 }
            let severity = Int(chunk.severity[row])
            if severity < bySeverity.count { bySeverity[severity] += 1 }
        }
        self.rows = rows
        self.earliest = earliest
        self.latest = latest
        self.errors = errors
        self.bySeverity = bySeverity
        self.from = from
        self.to = to
        services = Self.groups(chunk, rows) { Int(chunk.service[$0]) }
        eventTypes = Self.groups(chunk, rows) { Int(chunk.eventType[$0]) }
        (blocks, counts) = Self.blocks(chunk, rows)
    }

    /// Bytes of memory it holds, near enough.
    var bytes: Int {
        let groups = (services + eventTypes).reduce(0) { $0 + MemoryLayout<Group>.stride + $1.latency.bytes }
        return groups + blocks.count * MemoryLayout<Block>.stride + counts.count * MemoryLayout<Count>.stride
    }

    /// The rows by a number each has, so that one histogram at a time is filled.
    @inline(__always)
    private static func groups(_ chunk: Chunk, _ range: Range<Int>, _ number: (Int) -> Int) -> [Group] {
        var most = 0
        for row in range { most = max(most, number(row)) }
        var ends = [Int32](repeating: 0, count: most + 1)
        for row in range { ends[number(row)] += 1 }
        var sum: Int32 = 0
        for n in ends.indices {
            sum += ends[n]
            ends[n] = sum - ends[n]
        }
        var rows = [Int32](repeating: 0, count: range.count)
        for row in range {
            let n = number(row)
            rows[Int(ends[n])] = Int32(row)
            ends[n] += 1
        }
        var groups: [Group] = []
        var start = 0
        for n in ends.indices where Int(ends[n]) > start {
            if n != Int(NameTable.none) {
                var group = Group(number: n)
                var latency = Latency()
                for place in start..<Int(ends[n]) {
                    let row = Int(rows[place])
                    group.records += 1
                    if chunk.isError(row) { group.errors += 1 }
                    if !carries(chunk, row) { group.works += 1 }
                    if chunk.duration[row] != Chunk.none { latency.record(chunk.duration[row]) }
                }
                group.latency = LatencyRun(latency)
                groups.append(group)
            }
            start = Int(ends[n])
        }
        return groups
    }

    private static func blocks(_ chunk: Chunk, _ rows: Range<Int>) -> ([Block], [Count]) {
        var blocks: [Block] = []
        var counts: [Count] = []
        // Of each service the place of its count, while that is of the same block.
        var places: [Int32] = []
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows) {
            var block = Block()
            block.counts = counts.count
            for row in start..<min(start + blockRows, rows.upperBound) {
                let when = chunk.when(row)
                block.earliest = min(block.earliest, when)
                block.latest = max(block.latest, when)
                let service = chunk.service[row]
                let failed: UInt16 = chunk.isError(row) ? 1 : 0
                if Int(service) >= places.count {
                    places.append(contentsOf: repeatElement(-1, count: Int(service) + 1 - places.count))
                }
                let place = Int(places[Int(service)])
                if place >= block.counts {
                    counts[place].records += 1
                    counts[place].errors += failed
                } else {
                    places[Int(service)] = Int32(counts.count)
                    counts.append(Count(service: service, records: 1, errors: failed))
                }
            }
            blocks.append(block)
        }
        blocks.append(Block(counts: counts.count))
        return (Array(blocks), Array(counts))
    }
}
