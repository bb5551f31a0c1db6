import EventModel
import GRDB

extension Pipeline {
    /// Delivers, polls and invokes until the task is cancelled; then stops polling and gives the handlers that run
    /// `shutdownGrace` to end. What did not end is delivered again by the next run.
    ///
    /// - Throws: What keeps it from starting; trouble later is reported in the telemetry, and tried again.
    package func run() async throws {
        try await register()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.watchForeignCommits() }
            group.addTask { await self.writeMetrics() }
            group.addTask { await self.keepSchedules() }
            group.addTask { await self.keepObjects() }
            group.addTask { await self.keepArchives() }
            await withTaskCancellationHandler {
                await self.loop()
            } onCancel: {
                scheduler.ring()
            }
            group.cancelAll()
        }
        let deadline = clock.now() + settings.shutdownGrace
        // Detached, since this task is cancelled by now and a wait of its own would end at once.
        let grace = Task.detached { [clock, interrupts] in
            if (try? await clock.sleep(until: deadline)) != nil { interrupts.stop() }
        }
        await scheduler.noHandlers()
        grace.cancel()
        await grace.value
        // Detached likewise.
        await Task.detached { await self.packRest() }.value
        interrupts.rearm()
        await keepUsage()
        telemetry.flush()
    }

    private func loop() async {
        while !Task.isCancelled {
            do {
                let turn = try await self.turn()
                if !turn.more { await scheduler.park(until: turn.due) }
            } catch {
                report(error)
                try? await clock.sleep(until: clock.now() + .seconds(1))
            }
        }
    }

    private func watchForeignCommits() async {
        while !Task.isCancelled {
            if (try? await journal.foreignCommits()) == true {
                scheduler.ring()
                arrivals.raise()
            }
            try? await clock.sleep(until: clock.now() + settings.foreignPoll)
        }
    }

    func report(_ error: any Error) {
        var lines = TelemetryLines()
        let head = TelemetryLines.Head(
            clock.now(),
            .error,
            service: "pipeline",
            eventType: "JournalError",
            correlationID: nil,
            "the journal refused; will be tried again"
        )
        lines.add(head) { $0.add("error", ErrorInfo(error).json) }
        telemetry.write(lines)
    }

    /// Leaves in the journal what this pipeline is made of, and takes up what the last run left; ``run()`` begins with it.
    ///
    /// - Throws: What the journal throws.
    package func register() async throws {
        let wiring = self.wiring
        let definition = wiring.definition
        let mapped = Set(definition.mappings.map(\.queue))
        let now = clock.now()
        try await journal.write { db in
            try db.run("UPDATE queues SET mapped = 0, live = 0")
            try db.run("UPDATE targets SET live = 0")
            try db.run("UPDATE functions SET live = 0")
            for queue in wiring.queues.values {
                let d = queue.definition
                try db.run(
                    "INSERT OR REPLACE INTO queues VALUES(?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
                    [
                        d.name, d.visibilityTimeout.nanoseconds, d.delay.nanoseconds, d.retention.nanoseconds,
                        d.redrivePolicy?.deadLetterQueue, d.redrivePolicy?.maxReceiveCount, queue.isDeadLetterQueue,
                        mapped.contains(d.name), d.isFIFO,
                    ]
                )
            }
            func source(_ queue: String, _ kind: DeadLetter.Destination.Kind, _ name: String, _ maximum: Int?) throws {
                guard wiring.queues[queue]?.isDeadLetterQueue == true else { return }
                try db.run("INSERT OR REPLACE INTO sources VALUES(?, ?, ?, ?)", [queue, kind.rawValue, name, maximum])
            }
            for queue in definition.queues {
                if let policy = queue.redrivePolicy {
                    try source(policy.deadLetterQueue, .queue, queue.name, policy.maxReceiveCount)
                }
            }
            for target in wiring.targets.values {
                try db.run("INSERT OR REPLACE INTO targets VALUES(?, ?, 1)", [target.name, target.bus])
                if let queue = target.definition.deadLetterQueue { try source(queue, .target, target.name, nil) }
            }
            try wiring.registerRules(in: db)
            try wiring.registerConsumers(in: db)
            try wiring.registerBudgets(in: db)
            try wiring.registerLanes(in: db, at: now)
            try wiring.registerSchedules(in: db, at: now)
            try wiring.registerStateMachines(in: db, at: now)
            try wiring.registerReplications(in: db)
            try wiring.registerArchives(in: db)
            for mapping in definition.streamMappings {
                if case .queue(let queue) = mapping.onFailure { try source(queue, .function, mapping.function, nil) }
            }
            for function in definition.functions {
                try function.register(in: db)
                if let queue = function.deadLetterQueue { try source(queue, .function, function.name, nil) }
                if case .queue(let queue) = function.onFailure { try source(queue, .function, function.name, nil) }
            }
            // A queue may have become a dead-letter queue since the last run, or have ceased to be one.
            try db.run(
                """
                UPDATE messages SET died = sent, reason = 'SentDirectly', source_kind = 'queue', source_name = queue
                WHERE died IS NULL AND queue IN (SELECT name FROM queues WHERE dead = 1)
                """
            )
            let became = db.changesCount
            try db.run(
                "UPDATE messages SET died = NULL, reason = NULL, fingerprint = NULL WHERE died IS NOT NULL AND queue IN (SELECT name FROM queues WHERE dead = 0)"
            )
            if became > 0 { try Schema.addFingerprints(db) }
            // Running when the last run ended, or set aside by a run of other flows.
            let targets = Set(wiring.targets.keys)
            for row in try db.rows(
                "SELECT DISTINCT rule || '/' || target, rule, target FROM deliveries WHERE due = ?",
                [Timestamp.never]
            )
            where targets.contains(row[0]) {
                try db.run(
                    "UPDATE deliveries SET due = ? WHERE due = ? AND rule = ? AND target = ?",
                    [now, Timestamp.never, row[1] as String, row[2] as String]
                )
            }
            for name in wiring.functions.keys {
                try db.run(
                    "UPDATE invocations SET due = ? WHERE due = ? AND function = ?",
                    [now, Timestamp.never, name]
                )
            }
        }
        try await storeReferenceObjects()
    }
}
