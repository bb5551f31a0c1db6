/// Records and errors by time, in buckets of one width of which the last ends at a given moment: of all records and of
/// each service.
struct RateGrid {
    struct Rates {
        var records: [Int]
        var errors: [Int]
    }

    let buckets: Int
    private let first: Int64
    private let width: Int64
    private(set) var total: Rates
    /// By the numbers of their names; nil where nothing was counted.
    private(set) var services: [Rates?] = []

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

    @inline(__always)
    private mutating func add(_ service: Int, _ bucket: Int, records: Int, errors: Int) {
        total.records[bucket] += records
        total.errors[bucket] += errors
        guard service != Int(NameTable.none) else { return }
        if service >= services.count {
            services.append(contentsOf: repeatElement(nil, count: service + 1 - services.count))
        }
        if services[service] == nil {
            let empty = Array(repeating: 0, count: buckets)
            services[service] = Rates(records: empty, errors: empty)
        }
        services[service]?.records[bucket] += records
        services[service]?.errors[bucket] += errors
    }

    @inline(__always)
    mutating func add(_ chunk: Chunk, _ row: Int) {
        let bucket = bucket(chunk.when(row))
        if bucket >= 0, bucket < buckets {
            add(Int(chunk.service[row]), bucket, records: 1, errors: chunk.isError(row) ? 1 : 0)
        }
    }

    /// Adds all records of a chunk: whole blocks of rows that fall into one bucket, and the rows of others one by one.
    mutating func add(_ chunk: Chunk, _ sketch: ChunkSketch) {
        for block in 0..<(sketch.blocks.count - 1) {
            let bucket = bucket(sketch.blocks[block].earliest)
            if bucket == self.bucket(sketch.blocks[block].latest) {
                guard bucket >= 0, bucket < buckets else { continue }
                for count in sketch.counts[sketch.blocks[block].counts..<sketch.blocks[block + 1].counts] {
                    add(Int(count.service), bucket, records: Int(count.records), errors: Int(count.errors))
                }
            } else {
                let start = block * ChunkSketch.blockRows
                for row in start..<min(start + ChunkSketch.blockRows, chunk.count) { add(chunk, row) }
            }
        }
    }
}
