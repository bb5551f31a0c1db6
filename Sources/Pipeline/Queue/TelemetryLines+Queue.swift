import EventModel

extension TelemetryLines {
    /// Writes the `queue` hop of a message that was sent to a queue.
    mutating func addSent(
        _ id: String,
        to queue: String,
        cause: String?,
        eventType: String?,
        correlationID: String?,
        generation: Int,
        at now: Timestamp
    ) {
        add(
            Hop(
                kind: .queue,
                id: id,
                cause: cause,
                service: queue,
                resource: queue,
                eventType: eventType ?? "Message",
                correlationID: correlationID
            ),
            at: now,
            "message sent"
        ) { fields in
            if generation > 0 { fields.add("generation", generation) }
        }
    }

    /// Writes the `deadletter` hop of a message that came to a dead-letter queue.
    mutating func addDeath(
        id: String,
        in queue: String,
        cause: String?,
        eventType: String?,
        correlationID: String?,
        _ death: Death,
        generation: Int,
        isEager: Bool = false,
        at now: Timestamp
    ) {
        add(
            Hop(
                kind: .deadletter,
                id: "dead:\(id)",
                cause: cause,
                service: queue,
                resource: queue,
                eventType: eventType ?? "Message",
                correlationID: correlationID
            ),
            at: now,
            "message moved to the dead-letter queue: \(death.reason)",
            .error
        ) { fields in
            fields.add("reason", death.reason)
            fields.add("source", death.source.description)
            fields.add("receive_count", death.tries)
            if isEager { fields.add("eager", true) }
            if generation > 0 { fields.add("generation", generation) }
            fields.add("error", death.error?.json)
        }
    }
}
