package import EventModel

/// Counts, rates and latencies over a stretch of time.
package struct Statistics: Hashable, Sendable {
    package struct Service: Hashable, Sendable {
        package var service: String
        package var records: Int
        package var errors: Int
        /// Latency from `duration_ms`; nil where no record says one.
        package var p50: Duration?
        package var p95: Duration?
        package var p99: Duration?
        /// Records of each of the last buckets, oldest first; as many as ``Statistics/rates``.
        package var rates: [Int]
        /// Those of them that are errors; empty where nothing was counted by time.
        package var errorRates: [Int]
        /// All its records are deliveries, messages and dead letters: a bus or a queue, and no service that works.
        package var onlyCarries: Bool
        package init(
            service: String,
            records: Int,
            errors: Int,
            p50: Duration? = nil,
            p95: Duration? = nil,
            p99: Duration? = nil,
            rates: [Int] = [],
            errorRates: [Int] = [],
            onlyCarries: Bool = false
        ) {
            self.service = service
            self.records = records
            self.errors = errors
            self.p50 = p50
            self.p95 = p95
            self.p99 = p99
            self.rates = rates
            self.errorRates = errorRates
            self.onlyCarries = onlyCarries
        }
    }
    package struct EventType: Hashable, Sendable {
        package var eventType: String
        package var records: Int
        package var errors: Int
        package var p50: Duration?
        package var p95: Duration?
        package var p99: Duration?
        package init(
            eventType: String,
            records: Int,
            errors: Int = 0,
            p50: Duration? = nil,
            p95: Duration? = nil,
            p99: Duration? = nil
        ) {
            self.eventType = eventType
            self.records = records
            self.errors = errors
            self.p50 = p50
            self.p95 = p95
            self.p99 = p99
        }
    }
    package var records: Int
    package var errors: Int
    package var from: Timestamp?
    package var to: Timestamp?
    /// Distinct correlation ids.
    package var correlations: Int
    /// Indexed by ``Severity`` raw value; records without a severity are not counted here.
    package var bySeverity: [Int]
    /// Most records first.
    package var byService: [Service]
    package var byEventType: [EventType]
    /// Records of each of the last buckets, oldest first, and how long a bucket is.
    package var rates: [Int]
    package var errorRates: [Int]
    package var bucket: Duration

    package init(
        records: Int = 0,
        errors: Int = 0,
        from: Timestamp? = nil,
        to: Timestamp? = nil,
        correlations: Int = 0,
        bySeverity: [Int] = [0, 0, 0, 0, 0, 0],
        byService: [Service] = [],
        byEventType: [EventType] = [],
        rates: [Int] = [],
        errorRates: [Int] = [],
        bucket: Duration = .seconds(5)
    ) {
        self.records = records
        self.errors = errors
        self.from = from
        self.to = to
        self.correlations = correlations
        self.bySeverity = bySeverity
        self.byService = byService
        self.byEventType = byEventType
        self.rates = rates
        self.errorRates = errorRates
        self.bucket = bucket
    }
}

/// What the store holds and what it could not keep. Shown in the header: a line is never lost silently.
package struct StoreCounters: Hashable, Sendable {
    /// Records taken in since the start, those dropped later included.
    package var records = 0
    /// Lines kept raw because they were not JSON objects.
    package var malformed = 0
    /// Records dropped since, oldest first, because the store is bounded.
    package var dropped = 0
    /// Lines that never came in because a live subscription overflowed.
    package var missed = 0
    /// Where the latest of them would have been.
    package private(set) var gaps: [Gap] = []
    /// Bytes read.
    package var bytes = 0
    /// How often the records were put into another order: an id from before means another record now.
    package var orders = 0
    /// Bytes of memory the store holds, and may hold.
    package var resident = 0
    package var capacity = 0

    /// Lines that are missing, before the record with this id.
    package struct Gap: Hashable, Sendable {
        package var before: Int
        package var lines: Int
    }
    /// How many gaps are kept; of older ones only their lines are counted.
    private static let mostGaps = 100

    package init() {}

    /// Counts lines that are missing before the record with this id, which may not be there yet.
    package mutating func miss(_ lines: Int, before id: Int) {
        missed += lines
        if gaps.last?.before == id {
            gaps[gaps.count - 1].lines += lines
        } else {
            gaps.append(Gap(before: id, lines: lines))
            if gaps.count > StoreCounters.mostGaps { gaps.removeFirst() }
        }
    }
}

/// A metric's latest values, by name and dimensions (CloudWatch Embedded Metric Format on the stream).
package struct MetricSeries: Hashable, Sendable {
    package var namespace: String
    package var name: String
    package var unit: String
    /// In the order of the names.
    package var dimensions: [String: String]
    /// The points kept, oldest first; bounded.
    package var points: [Point]

    package struct Point: Hashable, Sendable {
        package var at: Timestamp
        package var value: Double
        package init(at: Timestamp, value: Double) {
            self.at = at
            self.value = value
        }
    }

    package init(
        namespace: String,
        name: String,
        unit: String,
        dimensions: [String: String],
        points: [Point]
    ) {
        self.namespace = namespace
        self.name = name
        self.unit = unit
        self.dimensions = dimensions
        self.points = points
    }
}
