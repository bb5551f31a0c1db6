package import EventModel

extension StoreSnapshot {
    /// Statistics of the records from `since` (nil: all), with `buckets` rate buckets that end at `now`.
    ///
    /// What lies in the time asked for as a whole is added up from sketches; only rows at its start, and the newest, are
    /// read one by one.
    package func statistics(since: Timestamp?, now: Timestamp, buckets: Int, bucket: Duration) -> Statistics {
        let since = since?.nanoseconds ?? Int64.min
        var rates = RateGrid(end: now.nanoseconds, buckets: buckets, width: bucket.nanoseconds)
        var from = Int64.max
        var to = Int64.min
        var whole: [Int: ChunkSketch] = [:]
        var partial: [(chunk: Chunk, rows: Range<Int>)] = []
        for index in chunks.indices {
            let chunk = chunks[index]
            let isOpen = index == chunks.count - 1
            if !isOpen, chunk.latest < since { continue }
            let step = SketchCache.rows(chunk)
            for start in stride(from: 0, to: count(index), by: step) {
                let rows = start..<min(start + step, count(index))
                if !isOpen || rows.count == step, let sketch = chunk.sketch.sketch(of: chunk, rows) {
                    if sketch.latest < since { continue }
                    if sketch.earliest >= since {
                        whole[chunk.first + start] = sketch
                        from = min(from, sketch.from)
                        to = max(to, sketch.to)
                        rates.add(chunk, sketch)
                        continue
                    }
                }
                partial.append((chunk, rows))
            }
        }
        var sum = whole.isEmpty ? StatisticsSum() : sums.sum(of: whole)
        for (chunk, rows) in partial {
            for row in rows where chunk.when(row) >= since {
                sum.add(chunk, row)
                rates.add(chunk, row)
                // When a record that says no time was read tells nothing about when things happened.
                if !chunk.flags[row].contains(.timeless) {
                    from = min(from, chunk.time[row])
                    to = max(to, chunk.time[row])
                }
            }
        }
        var statistics = Statistics(sum, rates, names)
        if from <= to {
            statistics.from = Timestamp(nanoseconds: from)
            statistics.to = Timestamp(nanoseconds: to)
        }
        statistics.bucket = bucket
        statistics.correlations = flows.with(self) { $0.count(since: since) }
        return statistics
    }

    /// Bytes of memory that the sketches of chunks take, besides what the store counts as resident.
    package var sketchBytes: Int { chunks.reduce(0) { $0 + $1.sketch.bytes } }
}

extension Statistics {
    fileprivate init(_ sum: StatisticsSum, _ grid: RateGrid, _ names: NameTable) {
        self.init()
        records = sum.records
        errors = sum.errors
        bySeverity = sum.bySeverity
        rates = grid.total.records
        errorRates = grid.total.errors
        // Names beyond the table's bound are counted together.
        func name(_ number: Int) -> String { names.name(UInt16(number)) ?? "(others)" }
        for (number, group) in sum.services.enumerated() where group.records > 0 {
            let times = grid.rates(ofService: number)
            let latency = group.percentiles
            byService.append(
                Service(
                    service: name(number),
                    records: group.records,
                    errors: group.errors,
                    p50: latency?[0],
                    p95: latency?[1],
                    p99: latency?[2],
                    rates: times?.records ?? Array(repeating: 0, count: grid.buckets),
                    errorRates: times?.errors ?? [],
                    onlyCarries: group.works == 0
                )
            )
        }
        for (number, group) in sum.eventTypes.enumerated() where group.records > 0 {
            let latency = group.percentiles
            byEventType.append(
                EventType(
                    eventType: name(number),
                    records: group.records,
                    errors: group.errors,
                    p50: latency?[0],
                    p95: latency?[1],
                    p99: latency?[2]
                )
            )
        }
        byService.sort { ($1.records, $0.service) < ($0.records, $1.service) }
        byEventType.sort { ($1.records, $0.eventType) < ($0.records, $1.eventType) }
    }
}

extension StatisticsSum.Group {
    /// Of 50, 95 and 99 percent; nil where no record says a duration.
    fileprivate var percentiles: [Duration]? { latency.isEmpty ? nil : latency.at([50, 95, 99]) }
}
