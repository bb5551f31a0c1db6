import EventModel
import GRDB

extension Wiring {
    /// What a published event is when a replay puts it there again.
    struct ReplayedAs: Sendable {
        var name: String
        /// The rules that get it; nil: all.
        var rules: Set<String>?
        /// The hop's own id: the event keeps its own, which the first time has in the trace.
        func hopID(_ event: Event) -> String { "\(event.id)/\(name)" }
    }

    /// Starts, ends and takes the replays that are to be gone on with.
    func takeReplays(but running: Set<Int>, in db: Database, at now: Timestamp, _ turn: inout Pipeline.Turn) throws {
        for row in try db.rows("SELECT \(Replay.columns) FROM replays WHERE ended IS NULL ORDER BY number") {
            var replay = Replay(row)
            // Of another pipeline's bus: it waits for that.
            guard rules[replay.bus] != nil else { continue }
            if replay.state == .cancelling {
                try replay.end(.cancelled, in: db, at: now)
                replay.state = .cancelled
                turn.lines.add(replay, at: now)
                continue
            }
            if replay.state == .starting {
                try db.run(
                    "UPDATE replays SET state = ? WHERE number = ?",
                    [Replay.State.running.rawValue, replay.number]
                )
                replay.state = .running
                turn.lines.add(replay, at: now)
            }
            if running.contains(replay.number) { continue }
            if replay.due > now { turn.look(at: replay.due) } else { turn.replays.append(replay) }
        }
    }
}

extension TelemetryLines {
    /// The line of a replay that has come into its state.
    mutating func add(_ replay: Replay, at now: Timestamp) {
        let (type, words): (String, String) =
            switch replay.state {
            case .starting: ("ReplayStarting", "waits for a pipeline")
            case .running: ("ReplayStarted", "started")
            case .cancelling: ("ReplayCancelling", "is being cancelled after \(replay.replayed) events")
            case .completed: ("ReplayCompleted", "completed: \(replay.replayed) events")
            case .cancelled: ("ReplayCancelled", "cancelled after \(replay.replayed) events")
            case .failed: ("ReplayFailed", "failed after \(replay.replayed) events: \(replay.failure ?? "")")
            }
        let severity: Severity = replay.state == .failed ? .error : replay.state == .cancelled ? .warn : .info
        addArchive(replay.archive, severity, type, "replay \(replay.name) \(words)", at: now) { fields in
            fields.add("replay", replay.name)
            fields.add("state", replay.state.rawValue)
            fields.add("actor", replay.actor)
            fields.add("replayed", replay.replayed)
            fields.add("passed", replay.passed)
            if let rules = replay.rules { fields.add("rules", .array(rules.map { .string($0) })) }
            if let rate = replay.rate { fields.add("rate", .double(rate)) }
            if let failure = replay.failure {
                fields.add("error", ErrorInfo(type: "ReplayFailed", message: failure).json)
            }
        }
    }
}
