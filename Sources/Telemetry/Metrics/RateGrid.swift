/// Records and errors by time, in buckets of one width of which the last ends at a given moment: of all records and of
/// each service.
struct RateGrid {
    struct Rates {
        var records: [Int]
        var errors: [Int]
    }

    private struct Cell {
        var records: UInt32 = 0
        var errors: UInt32 = 0
    }

    let buckets: Int
    private let first: Int64
    private let width: Int64
    private(set) var total: Rates
    /// The buckets of the service whose name has number 0, then of that with 1, and so on.
    private var cells: [Cell] = []

    /// - Parameters:
    ///   - end: nanoseconds since 1970.
    ///   - width: of a bucket, in nanoseconds.
    init(end: Int64, buckets: Int, width: Int64) {
        self.buckets = max(buckets, 0)
        self.width = max(width, 1)
        let span = self.width.multipliedReportingOverflow(by: Int64(self.buckets))
        let first = end.subtractingReportingOverflow(span.partialValue)
        self.first = span.overflow || first.overflow ? Int64.min : first.partialValue
        let empty = Array(repeating: 0, count: self.buckets)
        total = Rates(records: empty, errors: empty)
    }

    /// The bucket of a moment; -1 before the first, ``buckets`` after the last. A bucket holds what came after its start,
    /// up to and with its end, so that what happens now is in the last.
    @inline(__always)
    private func bucket(_ when: Int64) -> Int {
        let offset = when.subtractingReportingOverflow(first)
        if offset.overflow { return when < first ? -1 : buckets }
        return offset.partialValue <= 0 ? -1 : min(Int((offset.partialValue - 1) / width), buckets)
    }

    /// The first cell of a service. Those whose names have no number share the place of no name, which needs none.
    @inline(__always)
    private func start(_ service: Int) -> Int { service == Int(NameTable.inLine) ? 0 : service * buckets }

    @inline(__always)
    private mutating func add(_ service: Int, _ bucket: Int, records: Int, errors: Int) {
        total.records[bucket] += records
        total.errors[bucket] += errors
        guard service != Int(NameTable.none) else { return }
        let place = start(service)
        if place >= cells.count {
            cells.append(contentsOf: repeatElement(Cell(), count: place + buckets - cells.count))
        }
        cells[place + bucket].records += UInt32(truncatingIfNeeded: records)
        cells[place + bucket].errors += UInt32(truncatingIfNeeded: errors)
    }

    @inline(__always)
    mutating func add(_ chunk: Chunk, _ row: Int) {
        let bucket = bucket(chunk.when(row))
        if bucket >= 0, bucket < buckets {
            add(Int(chunk.service[row]), bucket, records: 1, errors: chunk.isError(row) ? 1 : 0)
        }
    }

    /// Adds all records of a sketch: at once if they fall into one bucket, else whole blocks of rows that do, and
    /// the rows of the others one by one.
    mutating func add(_ chunk: Chunk, _ sketch: ChunkSketch) {
        let bucket = bucket(sketch.earliest)
        guard bucket != self.bucket(sketch.latest) else {
            guard bucket >= 0, bucket < buckets else { return }
            for group in sketch.services { add(group.number, bucket, records: group.records, errors: group.errors) }
            total.records[bucket] += sketch.records - sketch.services.reduce(0) { $0 + $1.records }
            total.errors[bucket] += sketch.errors - sketch.services.reduce(0) { $0 + $1.errors }
            return
        }
        for block in 0..<(sketch.blocks.count - 1) {
            let bucket = self.bucket(sketch.blocks[block].earliest)
            if bucket == self.bucket(sketch.blocks[block].latest) {
                guard bucket >= 0, bucket < buckets else { continue }
                for count in sketch.counts[sketch.blocks[block].counts..<sketch.blocks[block + 1].counts] {
                    add(Int(count.service), bucket, records: Int(count.records), errors: Int(count.errors))
                }
            } else {
                let start = sketch.rows.lowerBound + block * ChunkSketch.blockRows
                for row in start..<min(start + ChunkSketch.blockRows, sketch.rows.upperBound) { add(chunk, row) }
            }
        }
    }

    /// Of a service by its name's number; nil where nothing was counted.
    func rates(ofService number: Int) -> Rates? {
        let place = start(number)
        guard place < cells.count else { return nil }
        let own = cells[place..<(place + buckets)]
        guard own.contains(where: { $0.records > 0 }) else { return nil }
        return Rates(records: own.map { Int($0.records) }, errors: own.map { Int($0.errors) })
    }
}
