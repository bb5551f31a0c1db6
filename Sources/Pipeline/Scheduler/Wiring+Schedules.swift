package import EventModel
import GRDB

/// A schedule with its expression compiled.
struct Schedule: Sendable {
    var definition: ScheduleDefinition
    var expression: ScheduleExpression
    var targets: [Wiring.Target]

    /// A run that is later than this was missed, and is said to have been: the service is exact to the minute.
    static let accuracy = Duration.seconds(60)

    init(_ definition: ScheduleDefinition) throws(DefinitionError) {
        self.definition = definition
        do { expression = try ScheduleExpression(definition.expression) } catch {
            throw DefinitionError("schedule \(definition.name): expression: \(error)")
        }
        targets = definition.targets.map {
            Wiring.Target(rule: ScheduleDefinition.prefix + definition.name, bus: "scheduler", definition: $0)
        }
    }
}

extension Wiring {
    /// Leaves in the journal when each schedule is due next. One that was there goes on: what was missed meanwhile runs once.
    func registerSchedules(in db: Database, at now: Timestamp) throws {
        for schedule in schedules {
            let name = schedule.definition.name
            let kept = try db.text("SELECT expression FROM schedules WHERE name = ?", [name])
            if kept == schedule.definition.expression, schedule.definition.isEnabled {
                // Was it off, it begins anew.
                try db.run(
                    "UPDATE schedules SET due = ? WHERE name = ? AND due IS NULL",
                    [schedule.expression.next(after: now, from: now), name]
                )
                continue
            }
            let due = schedule.definition.isEnabled ? schedule.expression.next(after: now, from: now) : nil
            try db.run(
                "INSERT OR REPLACE INTO schedules VALUES(?, ?, ?, NULL)",
                [name, schedule.definition.expression, due]
            )
        }
    }

    /// When the next schedule is due; nil if none is.
    func nextSchedule(in db: Database) throws -> Timestamp? {
        try schedules.compactMap {
            try db.rows("SELECT due FROM schedules WHERE name = ?", [$0.definition.name]).first?[0] as Timestamp?
        }.min()
    }

    /// Runs the schedules that are due, each once however often it was missed; answers how many.
    func runSchedules(in db: Database, at now: Timestamp, _ lines: inout TelemetryLines) throws -> Int {
        var count = 0
        for schedule in schedules {
            let name = schedule.definition.name
            guard let row = try db.rows("SELECT due FROM schedules WHERE name = ? AND due <= ?", [name, now]).first
            else {
                continue
            }
            let due: Timestamp = row[0]
            try run(schedule, due: due, in: db, at: now, &lines)
            try db.run(
                "UPDATE schedules SET due = ?, last = ? WHERE name = ?",
                [schedule.expression.next(after: now, from: due), now, name]
            )
            count += 1
        }
        return count
    }

    private func run(
        _ schedule: Schedule,
        due: Timestamp,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    )
        throws
    {
        let name = schedule.definition.name
        let isMissed = now - due >= Schedule.accuracy
        var detail = JSON.Object()
        if isMissed {
            detail["missed"] = true
            detail["ran"] = .string(now.rfc3339())
        }
        let event = Event(
            id: ids(),
            source: "aws.events",
            type: "Scheduled Event",
            time: due,
            subject: name,
            data: .object(detail),
            correlationID: ids()
        )
        try startFlow(event.correlationID, name, in: db, at: now)
        try db.count("schedules.run")
        if isMissed { try db.count("schedules.missed") }
        let body = event.eventBridge
        let hop = TelemetryLines.Hop(
            kind: .publish,
            id: event.id,
            cause: nil,
            service: "scheduler",
            resource: ScheduleDefinition.prefix + name,
            eventType: event.type,
            correlationID: event.correlationID
        )
        lines.add(
            hop,
            at: now,
            isMissed ? "schedule run late, once for all that was missed" : "schedule run",
            isMissed ? .warn : .info
        ) {
            fields in
            fields.add("scheduled", due.rfc3339())
            if isMissed { fields.add("missed", true) }
        }
        for target in schedule.targets {
            try Wiring.insertDelivery(
                target.name,
                id: ids(),
                event: body.description,
                eventID: event.id,
                eventType: event.type,
                correlationID: event.correlationID,
                cause: event.id,
                generation: 0,
                in: db,
                at: now
            )
        }
        guard let bus = schedule.definition.bus else { return }
        var published = event
        published.id = ids()
        published.causationID = event.id
        let violation = contracts.violation(of: published)
        if let violation, violation.mode == .reject {
            return try reject(published, violation, on: bus, isAccepted: true, in: db, at: now, &lines)
        }
        try publish(
            published,
            body: published.eventBridge,
            violation: violation,
            on: bus,
            flow: name,
            in: db,
            at: now,
            &lines
        )
    }
}

extension Pipeline {
    /// Runs schedules as they come due, until cancelled. It is nothing that ``drain()`` waits for: a schedule never ends.
    func keepSchedules() async {
        while !Task.isCancelled {
            do {
                guard let due = try await journal.read({ [wiring] db in try wiring.nextSchedule(in: db) }) else {
                    return
                }
                try await clock.sleep(until: due)
                try await runSchedules(at: clock.now())
            } catch is CancellationError {
                return
            } catch {
                report(error)
                try? await clock.sleep(until: clock.now() + .seconds(1))
            }
        }
    }

    /// Runs the schedules that are due; answers how many.
    @discardableResult
    func runSchedules(at now: Timestamp) async throws -> Int {
        let (count, lines) = try await journal.write { [wiring] db in
            var lines = TelemetryLines()
            return (try wiring.runSchedules(in: db, at: now, &lines), lines)
        }
        telemetry.write(lines)
        if count > 0 { scheduler.ring() }
        return count
    }

    /// When each schedule that is on is due next, by name.
    package func schedules() async throws -> [(name: String, due: Timestamp)] {
        try await journal.read { [wiring] db in
            try wiring.schedules.compactMap { schedule in
                let name = schedule.definition.name
                let due = try db.rows("SELECT due FROM schedules WHERE name = ?", [name]).first?[0] as Timestamp?
                return due.map { (name, $0) }
            }
        }
    }
}
