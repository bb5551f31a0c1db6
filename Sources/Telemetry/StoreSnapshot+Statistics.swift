package import EventModel
import Histogram

extension StoreSnapshot {
    /// Statistics of the records from `since` (nil: all), with `buckets` rate buckets that end at `now`.
    package func statistics(since: Timestamp?, now: Timestamp, buckets: Int, bucket: Duration) -> Statistics {
        var tally = StatisticsTally(since: since, now: now, buckets: max(buckets, 0), bucket: bucket)
        for (index, chunk) in chunks.enumerated() {
            let isOpen = index == chunks.count - 1
            if let since, !isOpen, chunk.latest < since.nanoseconds { continue }
            tally.add(chunk, count: count(index))
        }
        var statistics = tally.finish(names)
        statistics.correlations = correlations(since: since)
        return statistics
    }

    /// Flows with a record at or after `since`.
    private func correlations(since: Timestamp?) -> Int {
        let since = since?.nanoseconds ?? Int64.min
        let table = flows.table(of: sealed)
        var distinct = table.flows.reduce(0) { $0 + ($1.ended >= since ? 1 : 0) }
        for part in FlowParts.compute(open, count: openCount) where part.ended >= since {
            if let place = table.places[part.hash], table.flows[Int(place)].ended >= since { continue }
            distinct += 1
        }
        return distinct
    }
}

/// Counts over columns, by service and event type numbers.
private struct StatisticsTally {
    private struct Group {
        var records = 0
        var errors = 0
        var rates: [Int] = []
        var errorRates: [Int] = []
        var works = false
        var latency: Latency?
    }

    /// Hops between services, by their codes in a chunk.
    private static let carrying = [HopKind.deliver, .queue, .deadletter, .redrive].map(\.code)

    private let since: Int64
    private let first: Int64
    private let width: Int64
    private let buckets: Int
    private var total = Statistics()
    private var from = Int64.max
    private var to = Int64.min
    private var services: [Group] = []
    private var eventTypes: [Group] = []

    init(since: Timestamp?, now: Timestamp, buckets: Int, bucket: Duration) {
        self.since = since?.nanoseconds ?? Int64.min
        width = max(bucket.nanoseconds, 1)
        self.buckets = buckets
        first = (now - .nanoseconds(width.multipliedReportingOverflow(by: Int64(buckets)).partialValue)).nanoseconds
        total.bucket = bucket
        total.rates = Array(repeating: 0, count: buckets)
        total.errorRates = total.rates
    }

    mutating func add(_ chunk: Chunk, count: Int) {
        for row in 0..<count {
            let when = chunk.when(row)
            if when < since { continue }
            let failed = chunk.isError(row)
            total.records += 1
            // When a record that says no time was read tells nothing about when things happened.
            if !chunk.flags[row].contains(.timeless) {
                from = min(from, when)
                to = max(to, when)
            }
            if failed { total.errors += 1 }
            if chunk.severity[row] != Chunk.noByte { total.bySeverity[Int(chunk.severity[row])] += 1 }
            // A bucket holds what came after its start, up to and with its end, so that `now` is in the last.
            let offset = when.subtractingReportingOverflow(first)
            let bucket = offset.overflow || offset.partialValue <= 0 ? -1 : Int((offset.partialValue - 1) / width)
            let inRange = bucket >= 0 && bucket < buckets
            if inRange {
                total.rates[bucket] += 1
                if failed { total.errorRates[bucket] += 1 }
            }
            let duration = chunk.duration[row]
            let service = Int(chunk.service[row])
            if service != Int(NameTable.none) {
                StatisticsTally.note(&services, service, failed, duration, inRange ? bucket : nil, buckets)
                if !Self.carrying.contains(chunk.hop[row]) { services[service].works = true }
            }
            let type = Int(chunk.eventType[row])
            if type != Int(NameTable.none) { StatisticsTally.note(&eventTypes, type, failed, duration, nil, 0) }
        }
    }

    @inline(__always)
    private static func note(
        _ groups: inout [Group],
        _ number: Int,
        _ failed: Bool,
        _ duration: Int64,
        _ bucket: Int?,
        _ buckets: Int
    ) {
        if number >= groups.count {
            groups.append(contentsOf: repeatElement(Group(), count: number + 1 - groups.count))
        }
        groups[number].records += 1
        if failed { groups[number].errors += 1 }
        if let bucket {
            if groups[number].rates.isEmpty {
                groups[number].rates = Array(repeating: 0, count: buckets)
                groups[number].errorRates = groups[number].rates
            }
            groups[number].rates[bucket] += 1
            if failed { groups[number].errorRates[bucket] += 1 }
        }
        if duration != Chunk.none {
            if groups[number].latency == nil { groups[number].latency = Latency() }
            groups[number].latency?.record(duration)
        }
    }

    consuming func finish(_ names: NameTable) -> Statistics {
        if from <= to {
            total.from = Timestamp(nanoseconds: from)
            total.to = Timestamp(nanoseconds: to)
        }
        // Names beyond the table's bound are counted together.
        func name(_ number: Int) -> String { names.name(UInt16(number)) ?? "(others)" }
        for (number, group) in services.enumerated() where group.records > 0 {
            total.byService.append(
                Statistics.Service(
                    service: name(number),
                    records: group.records,
                    errors: group.errors,
                    p50: group.latency?.at(50),
                    p95: group.latency?.at(95),
                    p99: group.latency?.at(99),
                    rates: group.rates.isEmpty ? Array(repeating: 0, count: buckets) : group.rates,
                    errorRates: group.errorRates,
                    onlyCarries: !group.works
                )
            )
        }
        for (number, group) in eventTypes.enumerated() where group.records > 0 {
            total.byEventType.append(
                Statistics.EventType(
                    eventType: name(number),
                    records: group.records,
                    errors: group.errors,
                    p50: group.latency?.at(50),
                    p95: group.latency?.at(95),
                    p99: group.latency?.at(99)
                )
            )
        }
        total.byService.sort { ($1.records, $0.service) < ($0.records, $1.service) }
        total.byEventType.sort { ($1.records, $0.eventType) < ($0.records, $1.eventType) }
        return total
    }
}
