import EventModel
import GRDB

extension Pipeline {
    /// What one turn of the loop found.
    struct Turn: Sendable {
        /// More is due already.
        var more = false
        /// When something will be due; nil if nothing is foreseen.
        var due: Timestamp?
        var lines = TelemetryLines()
        var batches: [Batch] = []
        var streamBatches: [StreamBatch] = []
        var invocations: [AsynchronousInvocation] = []
        var stateTasks: [StateTask] = []
        var replications: [Replication] = []
        var replays: [Replay] = []
        var controls = Controls()

        mutating func look(at instant: Timestamp?) {
            guard let instant, instant < .never else { return }
            due = min(due ?? instant, instant)
        }
    }

    private static let deliveryLimit = 256
    private static let batchLimit = 16

    /// Does everything that is due now in one transaction: routes the inbox, makes deliveries, takes due invocations and receives
    /// batches for the event source mappings, as far as the functions have room. Then starts the handlers.
    func turn() async throws -> Turn {
        let limit = Pipeline.batchLimit
        // Places are taken before the transaction, so that nothing is received that cannot start: a throttled poller that receives
        // and gives up burns receive counts, which the service does and warns of.
        var places: [String: Int] = [:]
        instances.isLooking = true
        defer { instances.isLooking = false }
        for function in wiring.functions.values {
            let got = instances.reserve(limit, of: function)
            if got > 0 { places[function.name] = got }
        }
        let reserved = places
        var turn: Turn
        do {
            let (copying, replaying) = (replicating.numbers, replaying.numbers)
            turn = try await journal.write { [wiring, settings] db in
                let now = settings.clock.now()
                var turn = try Pipeline.collect(wiring, settings, places: reserved, in: db, at: now)
                try wiring.takeReplications(but: copying, in: db, at: now, &turn)
                try wiring.takeReplays(but: replaying, in: db, at: now, &turn)
                return turn
            }
        } catch {
            for (name, count) in reserved {
                if let function = wiring.functions[name] { instances.release(count, of: function) }
            }
            throw error
        }
        controls.set(turn.controls)
        telemetry.write(turn.lines)
        if turn.lines.count > 0 { arrivals.raise() }
        for batch in turn.batches {
            places[batch.mapping.function, default: 0] -= 1
            start(batch)
        }
        for batch in turn.streamBatches {
            places[batch.mapping.function, default: 0] -= 1
            start(batch)
        }
        for replication in turn.replications { start(replication) }
        for replay in turn.replays { start(replay) }
        for invocation in turn.invocations {
            places[invocation.function, default: 0] -= 1
            start(invocation)
        }
        for task in turn.stateTasks {
            places[task.function, default: 0] -= 1
            start(task)
        }
        for (name, count) in places {
            guard let function = wiring.functions[name] else { continue }
            instances.release(count, of: function)
            // It took all the turn offered and has room for more.
            if count == 0 && instances.free(function) > 0 { turn.more = true }
        }
        return turn
    }

    private static func collect(
        _ wiring: Wiring,
        _ settings: PipelineSettings,
        places: [String: Int],
        in db: Database,
        at now: Timestamp
    ) throws -> Turn {
        var turn = Turn()
        var places = places
        turn.controls = try Controls(in: db)
        turn.more = try wiring.routeInbox(in: db, at: now, &turn.lines)
        let terms = Wiring.DeliveryTerms(
            retry: DeliveryRetry(base: settings.deliveryBackoff, ceiling: settings.deliveryBackoffCeiling),
            random: settings.random,
            fault: settings.deliveryFault,
            limit: deliveryLimit
        )
        let delivered = try wiring.deliver(terms, in: db, at: now, &turn.lines)
        // A bus target may have added deliveries that are due already.
        if delivered > 0 {
            turn.more = try turn.more || db.integer("SELECT 1 FROM deliveries WHERE due <= ? LIMIT 1", [now]) != nil
        }
        turn.look(at: try db.rows("SELECT min(due) FROM deliveries WHERE due > ?", [now])[0][0])
        try wiring.runExecutions(&places, in: db, at: now, &turn)
        for function in wiring.definition.functions {
            let room = places[function.name] ?? 0
            let taken = try wiring.takeInvocations(of: function, limit: room, in: db, at: now, &turn.lines)
            places[function.name] = room - taken.count
            // Fewer places than a turn offers, and all of them taken: the function runs as often as it may.
            if room < batchLimit, taken.count == room {
                try wiring.throttleInvocations(of: function, in: db, at: now, &turn.lines)
            }
            turn.invocations += taken
            turn.look(
                at: try db.rows(
                    "SELECT min(due) FROM invocations WHERE function = ? AND due > ?",
                    [function.name, now]
                )[0][0]
            )
        }
        try wiring.buryEagerly(in: db, at: now, &turn)
        try wiring.moveMessages(in: db, at: now, &turn)
        for mapping in wiring.definition.mappings {
            guard let queue = wiring.queues[mapping.queue], !turn.controls.paused.contains(mapping.consumer) else {
                continue
            }
            while let room = places[mapping.function], room > 0 {
                let poll = try wiring.poll(mapping, queue, in: db, at: now, &turn.lines)
                turn.look(at: poll.due)
                guard let batch = poll.batch else { break }
                turn.batches.append(batch)
                places[mapping.function] = room - 1
            }
            turn.look(
                at: try db.rows(
                    "SELECT min(visible_at) FROM messages WHERE queue = ? AND visible_at > ?",
                    [queue.name, now]
                )[0][0]
            )
        }
        try wiring.pollStreams(&places, in: db, at: now, &turn)
        return turn
    }
}
