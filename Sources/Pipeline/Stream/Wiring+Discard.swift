import EventModel
import GRDB

extension Wiring {
    /// Gives records up: where they lay is told to the mapping's destination, by pointers, or they are lost and accounted for
    /// (https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html).
    func discard(
        _ records: [StreamRecord],
        of batch: StreamBatch,
        _ condition: String,
        tries: Int,
        requestID: String,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        guard let first = records.first else { return }
        let mapping = batch.mapping
        let error =
            batch.log.attempts.last?.error
            ?? ErrorInfo(type: condition, message: "the record is older than the mapping accepts")
        try db.count("streams.discarded", by: records.count)
        let flows = Set(records.compactMap(\.correlationID))
        let pointer = StreamPointer(records, of: batch)
        let body = pointer.message(requestID, mapping, condition, tries: tries, at: now).description
        let eventType = first.eventType ?? "Record"
        if case .queue(let name) = mapping.onFailure, let queue = queues[name], queue.isDeadLetterQueue {
            let message = OutgoingMessage(
                body: Array(body.utf8),
                correlationID: first.correlationID,
                eventType: eventType,
                generation: first.generation
            )
            let death = Death(
                reason: condition,
                source: .init(.function, mapping.function),
                error: error,
                attempts: batch.log,
                tries: tries
            )
            let id = try queue.bury(message, death, in: db, at: now, cause: first.id, &lines)
            // One message stands for all of them; its flow is dead by it, the others by this, until it is redriven.
            for flow in flows where flow != first.correlationID {
                try db.run("INSERT INTO lost VALUES(?, 'discarded', ?, ?)", [flow, StreamPointer.mark(id), now])
            }
            return
        }
        var failure: DeliveryFailure?
        if let destination = mapping.onFailure {
            do {
                try send(
                    body,
                    to: destination,
                    eventType: eventType,
                    correlationID: first.correlationID ?? first.id,
                    generation: first.generation,
                    cause: first.id,
                    in: db,
                    at: now,
                    &lines
                )
                return
            } catch let refused as DeliveryFailure { failure = refused }
        }
        let head = TelemetryLines.Head(
            now,
            .error,
            service: functions[mapping.function]?.service ?? mapping.function,
            eventType: "RecordsDiscarded",
            correlationID: first.correlationID,
            failure.map { "records given up, and the destination did not take word of it: \($0.message)" }
                ?? "records given up, dropped: the mapping has no destination"
        )
        lines.add(head) { fields in
            fields.add("causation_id", first.id)
            fields.add("resource", mapping.source.name)
            fields.add("count", records.count)
            fields.add("reason", condition)
            fields.add("error", error.json)
        }
        for flow in flows {
            try db.run("INSERT INTO lost VALUES(?, 'dropped', ?, ?)", [flow, "\(mapping.function)/\(requestID)", now])
        }
        if flows.isEmpty {
            try db.run("INSERT INTO lost VALUES(NULL, 'dropped', ?, ?)", ["\(mapping.function)/\(requestID)", now])
        }
    }
}

extension Wiring {
    /// Ends an attempt: keeps where the lane is, gives up what is to be given up, and accounts for what was trimmed meanwhile.
    func settle(
        _ batch: StreamBatch,
        _ verdict: StreamLane.Verdict,
        requestID: String,
        due: Timestamp,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        var batch = batch
        switch verdict {
        case .done: batch.log = AttemptLog()
        case .discard(let from):
            try discard(
                Array(batch.records[from...]),
                of: batch,
                "RetryAttemptsExhausted",
                tries: batch.log.attempts.last?.number ?? 1,
                requestID: requestID,
                in: db,
                at: now,
                &lines
            )
            batch.log = AttemptLog()
        case .retry:
            guard let stream = streams[batch.mapping.source] else { break }
            for record in batch.records
            where record.seq > batch.lane.checkpoint && now - record.arrived >= stream.retention {
                try db.run(
                    "INSERT INTO lost VALUES(?, 'expired', ?, ?)",
                    [record.correlationID, "\(stream.key)/\(record.id)", now]
                )
            }
        }
        try save(batch, due: due, in: db)
    }
}
