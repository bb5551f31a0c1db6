import EventModel
import Pipeline

/// What the handlers of one service have in common: how long its neighbours take, and how its failures are told.
struct Service: Sendable {
    var name: String
    var settings: FlowSettings

    /// A handler of this service that does `work` for one event after the other.
    ///
    /// In a batch each record stands for itself: those that fail are answered as `batchItemFailures`, so the others are not
    /// done again.
    ///
    /// - Parameter initialise: What each instance does before its first event.
    func handler(
        initialise: FunctionDefinition.Initialiser? = nil,
        _ work: @escaping @Sendable (EventRecord) async throws -> JSON
    ) -> FlowSurroundings.Handler {
        FlowSurroundings.Handler(service: name, initialise: initialise) { payload, context in
            let records = try EventRecord.read(payload, context)
            if records.count == 1 { return try await perform(records[0], work) }
            var failures: [JSON] = []
            for record in records {
                do {
                    _ = try await perform(record, work)
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    // The service reads the identifier only; the bundled pipeline keeps the error with the message.
                    let id = record.messageID.map { JSON.string($0) } ?? .null
                    let why = error as? ErrorInfo ?? ErrorInfo(type: "\(type(of: error))", message: "\(error)")
                    failures.append(["itemIdentifier": id, "error": why.json])
                }
            }
            return ["batchItemFailures": .array(failures)]
        }
    }

    /// A handler of this service that does `work` for a batch as a whole: it is done, or it fails.
    func batchHandler(_ work: @escaping @Sendable ([EventRecord]) async throws -> JSON) -> FlowSurroundings.Handler {
        FlowSurroundings.Handler(service: name) { payload, context in
            let records = try EventRecord.read(payload, context)
            guard let first = records.first else { return [:] }
            return try await perform(first) { _ in try await work(records) }
        }
    }

    private func perform(_ record: EventRecord, _ work: (EventRecord) async throws -> JSON) async throws -> JSON {
        let started = record.context.now
        do {
            let result = try await work(record)
            record.context.metric(
                "ProcessingLatency",
                (record.context.now - started).inMilliseconds,
                unit: "Milliseconds"
            )
            return result
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as ErrorInfo {
            record.context.log(
                .error,
                record.type,
                error.message,
                [JSON.Member("error", error.json), JSON.Member("attempt", .int(record.context.attempt))]
            )
            record.context.metric("ProcessingErrors", 1, unit: "Count")
            throw error
        }
    }

    /// Spends the time a call takes, drawn from the range by what is called for: the same call takes the same time again.
    func call(_ milliseconds: ClosedRange<Int>, _ record: EventRecord, _ what: StaticString) async throws {
        guard settings.pace > 0 else { return }
        var seed: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(what)\(record.id)\(record.context.attempt)".utf8 {
            seed = (seed ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        var random = SeededRandom(seed: seed)
        // Squared: most calls are quick, a few take long.
        let share = random.unit() * random.unit()
        let span = Double(milliseconds.upperBound - milliseconds.lowerBound)
        let time = (Double(milliseconds.lowerBound) + share * span) * settings.pace
        try await record.context.sleep(.microseconds(Int64(time * 1_000)))
    }
}

extension EventRecord {
    /// Writes a log line of the flow's handler, typed as the event it handles.
    func log(_ severity: Severity, _ message: String, _ fields: KeyValuePairs<String, JSON> = [:]) {
        context.log(severity, type, message, fields.map { JSON.Member($0.key, $0.value) })
    }

    /// Publishes as what this record caused.
    func publish(_ type: String, from source: String, subject: String?, _ data: JSON) async throws {
        try await context.publish(source: source, type: type, data: data, subject: subject)
    }
}
