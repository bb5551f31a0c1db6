package import EventModel

/// A stream: records in shards by their partition keys, in order within a shard, for as long as they are kept
/// (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html).
package struct StreamDefinition: Sendable {
    package var name: String
    /// 1 to 10 000.
    package var shards: Int
    /// 24 h to 365 days.
    package var retention: Duration
    /// What a shard takes within a second; nil: anything.
    package var recordsPerSecond: Int?
    package var bytesPerSecond: Int?

    package init(
        name: String,
        shards: Int = 1,
        retention: Duration = .seconds(86_400),
        recordsPerSecond: Int? = 1_000,
        bytesPerSecond: Int? = 1_048_576
    ) {
        self.name = name
        self.shards = shards
        self.retention = retention
        self.recordsPerSecond = recordsPerSecond
        self.bytesPerSecond = bytesPerSecond
    }
}

/// What records can be read from: a stream, or the changes of a table.
package enum StreamSource: Hashable, Sendable, CustomStringConvertible {
    case stream(String)
    case table(String)

    package var name: String {
        switch self {
        case .stream(let name), .table(let name): name
        }
    }
    /// As columns and messages say it.
    package var description: String {
        switch self {
        case .stream(let name): "stream:\(name)"
        case .table(let name): "table:\(name)"
        }
    }
    var arn: String {
        switch self {
        case .stream(let name): "arn:tailrace:kinesis:local:000000000000:stream/\(name)"
        case .table(let name): "arn:tailrace:dynamodb:local:000000000000:table/\(name)/stream"
        }
    }
    init?(arn: String) {
        if let name = arn.dropping(prefix: "arn:tailrace:kinesis:local:000000000000:stream/") {
            self = .stream(name)
        } else if let name = arn.dropping(prefix: "arn:tailrace:dynamodb:local:000000000000:table/"),
            name.hasSuffix("/stream")
        {
            self = .table(String(name.dropLast("/stream".count)))
        } else {
            return nil
        }
    }
}

extension String {
    fileprivate func dropping(prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}

/// Polls a stream or a table's changes and invokes a function with batches
/// (https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html). With the defaults a record that cannot be
/// handled holds up its shard until its retention has passed.
package struct StreamMapping: Sendable {
    /// Where a mapping begins that is new; one that was there goes on where it was.
    package enum StartingPosition: Hashable, Sendable { case trimHorizon, latest, at(Timestamp) }

    package var source: StreamSource
    package var function: String
    /// 1 to 10 000.
    package var batchSize: Int
    /// How long a batch that is not full may wait, 0 to 300 s.
    package var window: Duration
    package var startingPosition: StartingPosition
    /// Batches of one shard at once, 1 to 10; the records of one key stay in order.
    package var parallelizationFactor: Int
    /// Attempts after the first, 0 to 10 000; nil: for ever.
    package var maximumRetryAttempts: Int?
    /// Older records are given up without an attempt; nil: none is.
    package var maximumRecordAge: Duration?
    /// Whether a batch that failed is halved, which spends no attempt.
    package var bisectsOnError: Bool
    package var reportsBatchItemFailures: Bool
    /// What is given up is told there, by pointers; nil: it is lost, and counted.
    package var onFailure: TargetDefinition.Kind?
    /// The wait before a retry: it begins at the first and doubles up to the second.
    package var retryWait: Duration
    package var retryWaitCeiling: Duration

    package init(
        _ source: StreamSource,
        function: String,
        batchSize: Int = 100,
        window: Duration = .zero,
        startingPosition: StartingPosition = .trimHorizon,
        parallelizationFactor: Int = 1,
        maximumRetryAttempts: Int? = nil,
        maximumRecordAge: Duration? = nil,
        bisectsOnError: Bool = false,
        reportsBatchItemFailures: Bool = false,
        onFailure: TargetDefinition.Kind? = nil,
        retryWait: Duration = .seconds(1),
        retryWaitCeiling: Duration = .seconds(60)
    ) {
        self.source = source
        self.function = function
        self.batchSize = batchSize
        self.window = window
        self.startingPosition = startingPosition
        self.parallelizationFactor = parallelizationFactor
        self.maximumRetryAttempts = maximumRetryAttempts
        self.maximumRecordAge = maximumRecordAge
        self.bisectsOnError = bisectsOnError
        self.reportsBatchItemFailures = reportsBatchItemFailures
        self.onFailure = onFailure
        self.retryWait = retryWait
        self.retryWaitCeiling = retryWaitCeiling
    }

    /// Unique in the pipeline: one function polls a source once.
    var name: String { "\(source)>\(function)" }
}

extension PipelineDefinition {
    func validateStreams() throws(DefinitionError) {
        try unique(streams.map(\.name), "stream")
        for stream in streams {
            let place = "stream \(stream.name)"
            try check(stream.shards, 1...10_000, "\(place): shards")
            try check(stream.retention, .seconds(86_400)...Duration.seconds(31_536_000), "\(place): retention")
            if let n = stream.recordsPerSecond { try check(n, 1...1_000_000, "\(place): records a second") }
            if let n = stream.bytesPerSecond { try check(n, 1...1 << 30, "\(place): bytes a second") }
        }
        for rule in rules {
            for target in rule.targets {
                guard case .stream(_, let path?) = target.kind else { continue }
                do { _ = try InputPath(path, place: "keyPath") } catch {
                    throw DefinitionError("rule \(rule.name): target \(target.id): \(error)")
                }
            }
        }
        try unique(streamMappings.map(\.name), "event source mapping")
        for mapping in streamMappings {
            let place = "event source mapping \(mapping.source) to \(mapping.function)"
            switch mapping.source {
            case .stream(let name) where !streams.contains { $0.name == name }:
                throw DefinitionError("\(place): no such stream")
            case .table(let name):
                guard let table = tables.first(where: { $0.name == name }) else {
                    throw DefinitionError("\(place): no such table")
                }
                if table.stream == nil { throw DefinitionError("\(place): the table has no change stream") }
                if case .at = mapping.startingPosition {
                    throw DefinitionError("\(place): a change stream is not read from an instant on")
                }
            default: break
            }
            if !functions.contains(where: { $0.name == mapping.function }) {
                throw DefinitionError("\(place): no such function")
            }
            try check(mapping.batchSize, 1...10_000, "\(place): batch size")
            try check(mapping.window, .zero...Duration.seconds(300), "\(place): window")
            try check(mapping.parallelizationFactor, 1...10, "\(place): parallelization factor")
            if let n = mapping.maximumRetryAttempts { try check(n, 0...10_000, "\(place): maximum retry attempts") }
            // The service's least age is 60 s; a definition for a demonstration may go below it.
            if let age = mapping.maximumRecordAge {
                try check(age, .nanoseconds(1)...Duration.seconds(604_800), "\(place): maximum record age")
            }
            try check(mapping.retryWait, .nanoseconds(1)...Duration.seconds(3_600), "\(place): retry wait")
            try check(
                mapping.retryWaitCeiling,
                mapping.retryWait...Duration.seconds(3_600),
                "\(place): retry wait ceiling"
            )
        }
    }
}
