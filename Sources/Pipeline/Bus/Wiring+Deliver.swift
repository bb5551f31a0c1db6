import EventModel
import GRDB

extension Wiring {
    /// What a round of deliveries needs to know beside the database.
    struct DeliveryTerms: Sendable {
        var retry: DeliveryRetry
        var random: @Sendable () -> Double
        var fault: (@Sendable (DeliveryAttempt) -> DeliveryFailure?)?
        var limit: Int
    }

    /// One row of the deliveries.
    private struct Delivery {
        var id: String
        var event: String
        var eventID: String
        var correlationID: String
        var eventType: String
        var cause: String
        /// The attempt to make now, from 1.
        var attempt: Int
        var accepted: Timestamp
        var due: Timestamp
        var generation: Int
        var log: String?
        var grave: Int?
        /// What a topic's message has beside its body, as ``TopicMessage/column`` keeps it.
        var extras: String?

        /// A delivery with a generation was made by a redrive, under this id.
        var redrive: RedriveOrigin? { generation > 0 ? RedriveOrigin(grave: grave, id: id) : nil }
    }

    /// Makes the attempts that are due, at most `limit`; answers how many it made.
    func deliver(_ terms: DeliveryTerms, in db: Database, at now: Timestamp, _ lines: inout TelemetryLines) throws
        -> Int
    {
        let rows = try db.rows(
            """
            SELECT id, rule || '/' || target, event, event_id, correlation_id, event_type, cause, attempt, accepted, due,
                generation, attempts, grave, extras
            FROM deliveries WHERE due <= ? ORDER BY due LIMIT ?
            """,
            [now, terms.limit]
        )
        var counts = (attempted: 0, succeeded: 0, retried: 0, dead: 0)
        for row in rows {
            let delivery = Delivery(
                id: row[0],
                event: try Payload.text(row, 2),
                eventID: row[3],
                correlationID: row[4],
                eventType: row[5],
                cause: row[6],
                attempt: (row[7] as Int) + 1,
                accepted: row[8],
                due: row[9],
                generation: row[10],
                log: row[11],
                grave: row[12],
                extras: row[13]
            )
            guard let target = targets[row[1] as String] else {
                // Set aside when the pipeline started; one that was redriven to a target of another definition waits for it too.
                try db.run("UPDATE deliveries SET due = ? WHERE id = ?", [Timestamp.never, delivery.id])
                continue
            }
            let policy = target.definition
            if delivery.attempt > 1, now >= delivery.accepted + policy.maximumEventAge {
                try giveUp(delivery, target, nil, condition: "MaximumEventAgeInSeconds", in: db, at: now, &lines)
                counts.dead += 1
                continue
            }
            counts.attempted += 1
            let attempt = DeliveryAttempt(
                target: target.name,
                eventType: delivery.eventType,
                correlationID: delivery.correlationID,
                attempt: delivery.attempt,
                at: now
            )
            do {
                if let failure = terms.fault?(attempt) { throw failure }
                try hand(delivery, to: target, in: db, at: now, &lines)
                try db.run("DELETE FROM deliveries WHERE id = ?", [delivery.id])
                counts.succeeded += 1
            } catch let failure as DeliveryFailure {
                let decision =
                    target.subscription?.retry.decide(failure, attempt: delivery.attempt, at: now)
                    ?? terms.retry.decide(
                        failure,
                        attempt: delivery.attempt,
                        accepted: delivery.accepted,
                        target: policy,
                        at: now,
                        random: terms.random()
                    )
                switch decision {
                case .retry(let due):
                    try again(delivery, target, failure, at: due, in: db, now, &lines)
                    counts.retried += 1
                case .giveUp(let condition):
                    try giveUp(delivery, target, failure, condition: condition, in: db, at: now, &lines)
                    counts.dead += 1
                }
            }
        }
        try db.count("deliveries.attempted", by: counts.attempted)
        try db.count("deliveries.succeeded", by: counts.succeeded)
        try db.count("deliveries.retried", by: counts.retried)
        try db.count("deliveries.dead", by: counts.dead)
        return rows.count
    }

    private func hop(_ delivery: Delivery, _ target: Target) -> TelemetryLines.Hop {
        TelemetryLines.Hop(
            kind: .deliver,
            id: delivery.id,
            cause: delivery.cause,
            service: target.bus,
            resource: target.name,
            eventType: delivery.eventType,
            correlationID: delivery.correlationID
        )
    }

    private func describe(_ delivery: Delivery, at now: Timestamp, _ fields: inout TelemetryLines.Fields) {
        fields.add("attempt", delivery.attempt)
        fields.add("wait_ms", milliseconds: now - delivery.due)
        fields.add("duration_ms", 0)
        if delivery.generation > 0 { fields.add("generation", delivery.generation) }
    }

    /// Hands the event to the target in this transaction: the target has it, and the delivery is done, or neither.
    private func hand(
        _ delivery: Delivery,
        to target: Target,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        // Its own line comes first: whatever the target writes was caused by it.
        var more = TelemetryLines()
        try send(
            try input(delivery, target),
            to: target.definition.kind,
            eventType: delivery.eventType,
            correlationID: delivery.correlationID,
            generation: delivery.generation,
            redrive: delivery.redrive,
            groupID: target.definition.messageGroupID,
            extras: delivery.extras,
            eventID: delivery.eventID,
            cause: delivery.id,
            in: db,
            at: now,
            &more
        )
        lines.add(hop(delivery, target), at: now, "event delivered") { describe(delivery, at: now, &$0) }
        lines.add(more)
    }

    /// What the target gets. No other attempt would change it.
    private func input(_ delivery: Delivery, _ target: Target) throws(DeliveryFailure) -> String {
        // A topic's delivery has the text already that its endpoint gets.
        if target.subscription != nil { return delivery.event }
        let text: String
        do {
            text = try target.definition.input.text(
                of: delivery.event,
                .init(rule: target.rule, ruleARN: target.ruleARN, ingested: delivery.accepted)
            )
        } catch {
            throw DeliveryFailure("INVALID_INPUT", error.description, isRetriable: false)
        }
        if let taker = target.definition.kind.takesOnlyJSON, case .transformer = target.definition.input,
            (try? JSON(parsing: text)) == nil
        {
            let reason =
                "InputTemplate makes a text that is no JSON, which the \(taker) does not take; put it in quotes"
            throw DeliveryFailure("INVALID_INPUT", reason, isRetriable: false)
        }
        return text
    }

    private func again(
        _ delivery: Delivery,
        _ target: Target,
        _ failure: DeliveryFailure,
        at due: Timestamp,
        in db: Database,
        _ now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        var log = AttemptLog(column: delivery.log)
        log.add(DeadLetter.Attempt(number: delivery.attempt, at: now, error: failure.error))
        try db.run(
            "UPDATE deliveries SET attempt = ?, due = ?, attempts = ? WHERE id = ?",
            [delivery.attempt, due, log.text, delivery.id]
        )
        lines.add(hop(delivery, target), at: now, "delivery failed, will be retried: \(failure.message)", .warn) {
            fields in
            describe(delivery, at: now, &fields)
            fields.add("retry_in_ms", milliseconds: due - now)
            fields.add("error", failure.error.json)
        }
    }

    /// Ends a delivery that failed for good: to its dead-letter queue, or dropped and accounted for. `failure` is nil when its
    /// age ran out between two attempts.
    private func giveUp(
        _ delivery: Delivery,
        _ target: Target,
        _ failure: DeliveryFailure?,
        condition: String?,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        var log = AttemptLog(column: delivery.log)
        if let failure { log.add(DeadLetter.Attempt(number: delivery.attempt, at: now, error: failure.error)) }
        let made = failure == nil ? delivery.attempt - 1 : delivery.attempt
        let error = log.attempts.last?.error ?? ErrorInfo(type: "TIMEOUT", message: "The event is too old.")
        try db.run("DELETE FROM deliveries WHERE id = ?", [delivery.id])
        let queue = target.definition.deadLetterQueue.flatMap { queues[$0] }
        if failure != nil || queue == nil {
            let what = target.subscription == nil ? "target" : "subscription"
            let fate = queue == nil ? "dropped: the \(what) has no dead-letter queue" : "given up"
            lines.add(hop(delivery, target), at: now, "delivery failed, \(fate)", .error) { fields in
                describe(delivery, at: now, &fields)
                fields.add("reason", condition ?? "NonRetriable")
                fields.add("error", error.json)
            }
        }
        guard let queue else {
            try db.run("INSERT INTO lost VALUES(?, 'dropped', ?, ?)", [delivery.correlationID, target.name, now])
            return
        }
        var attributes = [
            "RULE_ARN": target.ruleARN,
            "TARGET_ARN": target.definition.kind.arn,
            "ERROR_CODE": error.type,
            "ERROR_MESSAGE": Queue.allowed(String(error.message.prefix(1024))),
            "RULE": target.rule,
            "TARGET": target.definition.id,
            "RETRY_ATTEMPTS": String(max(0, made - 1)),
        ]
        if let condition { attributes["EXHAUSTED_RETRY_CONDITION"] = condition }
        if target.subscription != nil {
            attributes = TopicMessage.deadLetterAttributes(delivery.extras, target, error)
        }
        var message = OutgoingMessage(
            body: Array(delivery.event.utf8),
            attributes: attributes,
            correlationID: delivery.correlationID,
            eventType: delivery.eventType,
            generation: delivery.generation
        )
        message.redrive = delivery.redrive
        let death = Death(
            reason: condition ?? "NonRetriable",
            source: .init(.target, target.name),
            error: error,
            attempts: log,
            tries: made
        )
        try queue.bury(message, death, in: db, at: now, cause: delivery.id, &lines)
    }
}

extension DeliveryFailure {
    var error: ErrorInfo { ErrorInfo(type: code, message: message) }
}

extension TargetDefinition.Kind {
    /// The name by which attributes and destination records know it.
    var arn: String {
        switch self {
        case .queue(let name): "arn:tailrace:sqs:local:000000000000:\(name)"
        case .function(let name): "arn:tailrace:lambda:local:000000000000:function:\(name)"
        case .bus(let name): "arn:tailrace:events:local:000000000000:event-bus/\(name)"
        case .stream(let name, _): StreamSource.stream(name).arn
        case .topic(let name): "arn:tailrace:sns:local:000000000000:\(name)"
        case .stateMachine(let name): "arn:tailrace:states:local:000000000000:stateMachine:\(name)"
        }
    }

    /// What it is, where it takes JSON and no other text; nil for what takes any.
    fileprivate var takesOnlyJSON: String? {
        switch self {
        case .function(let name): "function \(name)"
        case .stateMachine(let name): "state machine \(name)"
        case .queue, .bus, .topic, .stream: nil
        }
    }
}

extension Timestamp {
    /// The `due` of what is set aside: running, or of a definition that is not loaded.
    static let never = Timestamp(nanoseconds: .max)
}
