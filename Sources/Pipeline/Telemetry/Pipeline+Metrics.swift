import EventModel
import GRDB

extension Pipeline {
    /// Writes the queues' metrics at every interval, removes messages whose retention has passed, and forgets finished flows, until
    /// cancelled.
    func writeMetrics() async {
        while !Task.isCancelled {
            do {
                try await clock.sleep(until: clock.now() + settings.metricsInterval)
                let now = clock.now()
                // Reading first keeps an idle pipeline from writing to the disk each time.
                let (queues, expired) = try await journal.read { [wiring, expiry] db in
                    (
                        try wiring.queues.values.sorted { $0.name < $1.name }.map {
                            ($0, try $0.attributes(in: db, at: now))
                        },
                        try Queue.hasExpired(expiry, in: db, at: now) || Graveyard.hasExpired(in: db, at: now)
                    )
                }
                if expired {
                    reportExpired(try await journal.write { db in try Queue.expire(in: db, at: now) }, at: now)
                }
                try await keepTime(at: now)
                try await forgetFlows(at: now)
                await keepUsage()
                telemetry.write(metrics(queues, at: now))
            } catch is CancellationError {
                return
            } catch {
                report(error)
            }
        }
    }

    /// Deletes items whose time is up, and trims streams.
    func keepTime(at now: Timestamp) async throws {
        let isDue = try await journal.read { [wiring] db in
            try Wiring.hasExpiredItems(in: db, at: now)
                || wiring.streams.values.contains { try $0.isToTrim(in: db, at: now) }
        }
        guard isDue else { return }
        let lines = try await journal.write { [wiring] db in
            var lines = TelemetryLines()
            _ = try wiring.expireItems(in: db, at: now, &lines)
            for stream in wiring.streams.values { try stream.trim(in: db, at: now) }
            return lines
        }
        telemetry.write(lines)
        if lines.count > 0 { scheduler.ring() }
    }

    private func reportExpired(_ count: Int, at now: Timestamp) {
        guard count > 0 else { return }
        var lines = TelemetryLines()
        let head = TelemetryLines.Head(
            now,
            .warn,
            service: "pipeline",
            eventType: "MessagesExpired",
            correlationID: nil,
            "messages were removed when their retention had passed"
        )
        lines.add(head) { $0.add("count", count) }
        telemetry.write(lines)
    }

    private func metrics(_ queues: [(Queue, QueueAttributes)], at now: Timestamp) -> TelemetryLines {
        var lines = TelemetryLines()
        for (queue, attributes) in queues {
            let traffic = queue.traffic.take()
            lines.addMetrics(
                at: now,
                service: queue.name,
                dimension: ("QueueName", queue.name),
                [
                    ("ApproximateNumberOfMessagesVisible", "Count", Double(attributes.visible)),
                    ("ApproximateNumberOfMessagesNotVisible", "Count", Double(attributes.inFlight)),
                    ("ApproximateNumberOfMessagesDelayed", "Count", Double(attributes.delayed)),
                    ("ApproximateAgeOfOldestMessage", "Seconds", (attributes.oldestAge ?? .zero).inSeconds.rounded()),
                    ("NumberOfMessagesSent", "Count", Double(traffic.sent)),
                    ("NumberOfMessagesReceived", "Count", Double(traffic.received)),
                    ("NumberOfMessagesDeleted", "Count", Double(traffic.deleted)),
                ]
            )
        }
        let dropped = telemetry.dropped
        if dropped > 0 {
            lines.addMetrics(
                at: now,
                service: "pipeline",
                dimension: ("service", "pipeline"),
                [("TelemetryLinesDropped", "Count", Double(dropped))]
            )
        }
        return lines
    }
}
