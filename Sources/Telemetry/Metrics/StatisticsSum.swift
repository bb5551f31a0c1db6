import EventModel

/// Counts and latencies by severity, service and event type, to which rows and sketches of chunks are added, and from
/// which sketches can be taken away.
struct StatisticsSum: Sendable {
    struct Group: Sendable {
        var records = 0
        var errors = 0
        var works = 0
        var latency = Latency()

        mutating func add(_ group: ChunkSketch.Group, times sign: Int) {
            records += group.records * sign
            errors += group.errors * sign
            works += group.works * sign
            latency.add(group.latency, times: sign)
        }

        @inline(__always)
        mutating func add(_ chunk: Chunk, _ row: Int, _ failed: Bool) {
            records += 1
            if failed { errors += 1 }
            if !ChunkSketch.carries(chunk, row) { works += 1 }
            if chunk.duration[row] != Chunk.none { latency.record(chunk.duration[row]) }
        }
    }

    private(set) var records = 0
    private(set) var errors = 0
    private(set) var bySeverity = [Int](repeating: 0, count: Severity.allCases.count)
    /// By the numbers of their names.
    private(set) var services: [Group] = []
    private(set) var eventTypes: [Group] = []

    /// Adds a chunk's records, or takes them away: `sign` is 1 or -1.
    mutating func add(_ sketch: ChunkSketch, times sign: Int) {
        records += sketch.records * sign
        errors += sketch.errors * sign
        for severity in bySeverity.indices { bySeverity[severity] += sketch.bySeverity[severity] * sign }
        if let last = sketch.services.last { Self.grow(&services, last.number) }
        for group in sketch.services { services[group.number].add(group, times: sign) }
        if let last = sketch.eventTypes.last { Self.grow(&eventTypes, last.number) }
        for group in sketch.eventTypes { eventTypes[group.number].add(group, times: sign) }
    }

    @inline(__always)
    mutating func add(_ chunk: Chunk, _ row: Int) {
        let failed = chunk.isError(row)
        records += 1
        if failed { errors += 1 }
        if chunk.severity[row] != Chunk.noByte { bySeverity[Int(chunk.severity[row])] += 1 }
        let service = Int(chunk.service[row])
        if service != Int(NameTable.none) {
            Self.grow(&services, service)
            services[service].add(chunk, row, failed)
        }
        let type = Int(chunk.eventType[row])
        if type != Int(NameTable.none) {
            Self.grow(&eventTypes, type)
            eventTypes[type].add(chunk, row, failed)
        }
    }

    @inline(__always)
    private static func grow(_ groups: inout [Group], _ number: Int) {
        if number >= groups.count {
            groups.append(contentsOf: repeatElement(Group(), count: number + 1 - groups.count))
        }
    }
}
