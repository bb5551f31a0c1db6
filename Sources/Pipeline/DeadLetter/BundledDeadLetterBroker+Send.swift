package import EventModel
import GRDB

extension BundledDeadLetterBroker {
    /// The attribute of a redriven message that says which redrive it came by: `{"key","gen","task","origin"}`.
    package static let attribute = "tailrace.redrive"

    package func send(_ orders: [RedriveOrder], from queue: String) async throws -> [SendResult] {
        try await begin(orders, from: queue).value
    }

    package func begin(_ orders: [RedriveOrder], from queue: String) async -> Task<[SendResult], any Error> {
        let now = now()
        let alikeOrders = AlikeOrders(orders, ids: ids)
        // What came of earlier ones is told of while this one is under way; ``release(_:in:)`` waits for the last.
        await settle()
        return begin { [ids, actor, journal, telemetry] db in
            try BundledDeadLetterBroker.require(queue, in: db)
            func sending(_ task: String) throws -> Sending {
                try Sending(task: task, queue: queue, actor: actor, ids: ids, in: db, at: now)
            }
            if let alikeOrders {
                var sending = try sending(alikeOrders.task)
                if let results = try sending.send(alikeOrders), let sent = sending.alike {
                    return (
                        results,
                        { lines in
                            var told = 0
                            do {
                                try journal.readNow { db in
                                    try sent.tell(&lines, from: queue, actor: actor, in: db, at: now) { lines in
                                        told += 1
                                        lines.hand(to: telemetry)
                                    }
                                }
                            } catch {
                                telemetry.lose(Redrive.lines * (sent.count - told))
                            }
                        }
                    )
                }
            }
            var results: [SendResult] = []
            results.reserveCapacity(orders.count)
            // All orders of one call are of one task, as a rule.
            var rest = orders[...]
            var moved: [Redrive] = []
            while let task = rest.first?.task {
                let run = rest.prefix { $0.task == task }
                rest = rest.dropFirst(run.count)
                var sending = try sending(task)
                results += try sending.send(run)
                moved += sending.redrives
            }
            if moved.isEmpty { return (results, nil) }
            return (
                results,
                { [moved] lines in
                    for redrive in moved { lines.add(redrive, from: queue, actor: actor, at: now) }
                }
            )
        }
    }
}

/// A redrive of one message that was made, as the telemetry tells of it.
struct Redrive: Sendable {
    var id: String
    var key: String
    var task: String
    var newID: String
    var destination: DeadLetter.Destination
    /// It was sent to a queue where messages die.
    var hasDied: Bool
    var eventType: String?
    var correlationID: String?
    /// Of the new message.
    var generation: Int

    var cause: String { "redrive:\(key)" }
    /// The lines of telemetry that tell of one that went to a queue.
    static let lines = 2
}

extension TelemetryLines {
    /// Writes the `redrive` hop, and the hop of the queue that has the new message.
    mutating func add(_ redrive: Redrive, from queue: String, actor: String, at now: Timestamp) {
        let cause = redrive.cause
        add(
            Hop(
                kind: .redrive,
                id: cause,
                cause: "dead:\(redrive.id)",
                service: queue,
                resource: redrive.destination.name,
                eventType: redrive.eventType ?? "Message",
                correlationID: redrive.correlationID
            ),
            at: now,
            "dead letter redriven to \(redrive.destination)"
        ) { fields in
            fields.add("generation", redrive.generation)
            fields.add("task", redrive.task)
            fields.add("actor", actor)
        }
        guard redrive.destination.kind == .queue else { return }
        if redrive.hasDied {
            addDeath(
                id: redrive.newID,
                in: redrive.destination.name,
                cause: cause,
                eventType: redrive.eventType,
                correlationID: redrive.correlationID,
                .sentDirectly(to: redrive.destination.name),
                generation: redrive.generation,
                at: now
            )
        } else {
            addSent(
                redrive.newID,
                to: redrive.destination.name,
                cause: cause,
                eventType: redrive.eventType,
                correlationID: redrive.correlationID,
                generation: redrive.generation,
                at: now
            )
        }
    }
}
