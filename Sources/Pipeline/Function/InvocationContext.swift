import EventModel

/// What a running handler sees of the pipeline. Once its invocation has timed out, nothing it still does has an effect.
struct InvocationContext: FunctionContext {
    let pipeline: Pipeline
    let invocation: Invocation
    let coldStart: Bool
    let token: Int
    var initialised: (any Sendable)?
    /// Which record of the batch it speaks for.
    var index = 0

    private var its: Invocation.Record { invocation.records[index] }

    var requestID: String { invocation.requestID }
    var functionName: String { invocation.function.name }
    var correlationID: String { its.correlationID }
    var attempt: Int { its.attempt }
    var now: Timestamp { pipeline.clock.now() }

    func record(_ index: Int) -> any FunctionContext {
        var context = self
        context.index = min(max(0, index), invocation.records.count - 1)
        return context
    }

    private func check() throws {
        if invocation.state.isDiscarded { throw CancellationError() }
    }

    func publish(source: String, type: String, data: JSON, subject: String?) async throws -> String {
        try check(.putEvents, "default")
        let event = Event(
            id: pipeline.settings.ids(),
            source: source,
            type: type,
            time: now,
            subject: subject,
            data: data,
            correlationID: correlationID,
            causationID: its.eventID
        )
        return try await pipeline.publish(event, flow: invocation.flow)
    }

    func publish(_ message: TopicMessage, to topic: String) async throws -> String {
        try check(.publish, topic)
        return try await pipeline.publish(
            message,
            to: topic,
            correlationID: correlationID,
            causationID: its.eventID,
            flow: invocation.flow
        )
    }

    func put(_ data: [UInt8], partitionKey: String, on stream: String) async throws -> String {
        try check(.putRecord, stream)
        let entry = StreamEntry(
            data,
            partitionKey: partitionKey,
            correlationID: correlationID,
            causationID: its.eventID
        )
        guard let result = try await pipeline.put([entry], on: stream, flow: invocation.flow).first else { return "" }
        return try result.get()
    }

    func log(_ severity: Severity, _ eventType: String, _ message: String, _ fields: [JSON.Member]) {
        if invocation.state.isDiscarded { return }
        var lines = TelemetryLines()
        let head = TelemetryLines.Head(
            now,
            severity,
            service: invocation.function.service,
            eventType: eventType,
            correlationID: correlationID,
            message
        )
        lines.add(head) { line in
            line.add("causation_id", its.eventID)
            line.add("request_id", requestID)
            line.add("resource", functionName)
            for field in fields { line.add(field.name, field.value) }
        }
        pipeline.telemetry.write(lines)
    }

    func pass(_ record: JSON.Object) {
        if invocation.state.isDiscarded { return }
        var lines = TelemetryLines()
        lines.add(
            passing: record,
            at: now,
            [
                ("service_name", invocation.function.service), ("event_type", its.eventType),
                ("correlation_id", correlationID), ("causation_id", its.eventID), ("request_id", requestID),
                ("resource", functionName),
            ]
        )
        pipeline.telemetry.write(lines)
    }

    func metric(_ name: String, _ value: Double, unit: String) {
        if invocation.state.isDiscarded { return }
        var lines = TelemetryLines()
        let service = invocation.function.service
        lines.addMetrics(
            at: now,
            service: service,
            correlationID: correlationID,
            dimension: ("service", service),
            [(name, unit, value)]
        ) { fields in
            fields.add("causation_id", its.eventID)
            fields.add("request_id", requestID)
        }
        pipeline.telemetry.write(lines)
    }

    func measured(peakMegabytes: Int) { invocation.state.note(peakMegabytes: peakMegabytes) }

    func sleep(_ duration: Duration) async throws {
        try check()
        guard duration > .zero else { return }
        let until = now + duration
        let wait = pipeline.scheduler.wait(token, until: until)
        defer { pipeline.scheduler.resume(token, wait: wait) }
        try await pipeline.clock.sleep(until: until)
        try check()
    }

    func item(_ key: String, in table: String) async throws -> JSON? {
        try check(.getItem, table)
        return try await pipeline.item(key, in: table)
    }

    func item(_ key: String, sort: String, in table: String) async throws -> JSON? {
        try check(.getItem, table)
        return try await pipeline.item(key, sort: sort, in: table)
    }

    func transact<R: Sendable>(_ body: @escaping @Sendable (inout any TableAccess) throws -> R) async throws -> R {
        try check()
        let permit = invocation.function.policy.map { policy in
            { @Sendable (action: AccessAction, table: String) throws -> Void in
                if AccessPolicy.ownTables.contains(table) || policy.allows(action, table) { return }
                throw self.deny(action, table)
            }
        }
        return try await pipeline.transact(
            correlationID: correlationID,
            causationID: its.eventID,
            flow: invocation.flow,
            permit: permit,
            body
        )
    }

    func object(_ key: String, in bucket: String) async throws -> [UInt8] {
        try check(.getObject, "\(bucket)/\(key)")
        return try await pipeline.object(key, in: bucket)
    }

    func object(_ key: String, in bucket: String, version: String?) async throws -> [UInt8] {
        try check(.getObject, "\(bucket)/\(key)")
        return try await pipeline.object(key, in: bucket, version: version)
    }

    func head(_ key: String, in bucket: String) async throws -> ObjectVersion? {
        try check(.getObject, "\(bucket)/\(key)")
        do {
            return try await pipeline.head(key, in: bucket)
        } catch let error as ErrorInfo where error.type == "NoSuchKey" {
            return nil
        }
    }

    func put(_ bytes: [UInt8], key: String, in bucket: String, metadata: [String: String]) async throws {
        try check(.putObject, "\(bucket)/\(key)")
        try await pipeline.put(
            bytes,
            key: key,
            in: bucket,
            metadata: metadata,
            correlationID: correlationID,
            causationID: its.eventID,
            flow: invocation.flow
        )
    }

    func delete(_ key: String, in bucket: String, version: String?) async throws {
        try check(.deleteObject, "\(bucket)/\(key)")
        try await pipeline.delete(
            key,
            in: bucket,
            version: version,
            correlationID: correlationID,
            causationID: its.eventID
        )
    }
}
