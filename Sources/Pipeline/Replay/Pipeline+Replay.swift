import EventModel
import GRDB

extension Pipeline {
    /// How long reading a part of an archive may take before a clock that stands still goes on without it.
    private static let replayPatience = Duration.seconds(900)
    /// Events that are looked at in one step where a filter chooses among them.
    private static let replayLook = 2_000

    /// Starts one step of a replay: the next events, and how far it has come with them, in one transaction. Each event is put on the
    /// bus exactly once, wherever the process is killed.
    func start(_ replay: Replay) {
        let token = scheduler.begin(timeout: clock.now() + Self.replayPatience)
        replaying.begin(replay.number)
        Task {
            do {
                try await step(replay)
            } catch let error as JournalError {
                report(error)
                try? await clock.sleep(until: clock.now() + .seconds(1))
            } catch is CancellationError {
                // Nothing was put on the bus; it goes on with the next look.
            } catch {
                await fail(replay, error)
            }
            replaying.end(replay.number)
            scheduler.end(token)
        }
    }

    private func step(_ replay: Replay) async throws {
        let filter = try ReplayFilter(pattern: replay.pattern, query: replay.query, settings.query)
        let there = Set(wiring.rules[replay.bus]?.map(\.name) ?? [])
        if let gone = replay.rules?.first(where: { !there.contains($0) }) {
            throw ReplayError(.resourceNotFound, "Rule \(gone) does not exist on EventBus \(replay.bus).")
        }
        let pace = ReplayPace(replay.rate)
        let limit = filter.isOpen ? pace.batch : max(pace.batch, Self.replayLook)
        let lines = try await archiveReader.next(replay.span, after: replay.cursor, limit: limit)
        var (cursor, looked) = (replay.cursor, 0)
        var events: [(event: Event, body: JSON)] = []
        for line in lines {
            if events.count == pace.batch { break }
            (cursor, looked) = (line.place, looked + 1)
            let body = ArchiveLine.body(of: line.json)
            guard filter.takes(body, line.json) else { continue }
            guard let event = Event(eventBridge: body), case .object(var object) = body else {
                throw ErrorInfo(
                    type: "InvalidArchive",
                    message: "event \(line.place.sequence) lacks what every event has"
                )
            }
            object[Replay.member] = .string(replay.name)
            events.append((event, .object(object)))
        }
        let isEnd = looked == lines.count && lines.count < limit
        let chosen = (events, cursor, passed: looked - events.count)
        let now = clock.now()
        let told = try await journal.write { [wiring] db -> TelemetryLines in
            var told = TelemetryLines()
            guard var found = try Replay.load(replay.name, in: db), found.state == .running,
                found.cursor == replay.cursor
            else { return told }
            let replayed = Wiring.ReplayedAs(name: replay.name, rules: replay.rules.map { Set($0) })
            for (event, body) in chosen.0 {
                try wiring.publish(
                    event,
                    body: body,
                    on: replay.bus,
                    flow: "replay",
                    as: replayed,
                    in: db,
                    at: now,
                    &told
                )
            }
            found.replayed += chosen.0.count
            found.passed += chosen.passed
            found.lastEvent = chosen.0.last?.event.time ?? found.lastEvent
            try db.run(
                "UPDATE replays SET time = ?, seq = ?, replayed = ?, passed = ?, last_time = ?, due = ? WHERE number = ?",
                [
                    chosen.1.time, chosen.1.sequence, found.replayed, found.passed, found.lastEvent,
                    pace.next(after: found.due, sent: chosen.0.count, at: now), replay.number,
                ]
            )
            if isEnd {
                try found.end(.completed, in: db, at: now)
                found.state = .completed
                told.add(found, at: now)
            }
            return told
        }
        telemetry.write(told)
    }

    private func fail(_ replay: Replay, _ error: any Error) async {
        let now = clock.now()
        let info = ErrorInfo(error)
        let failure = (error as? ReplayError)?.description ?? "\(info.type): \(info.message)"
        do {
            let told = try await journal.write { db -> TelemetryLines in
                var told = TelemetryLines()
                guard var found = try Replay.load(replay.name, in: db), try found.end(.failed, failure, in: db, at: now)
                else { return told }
                found.state = .failed
                found.failure = failure
                told.add(found, at: now)
                return told
            }
            telemetry.write(told)
        } catch {
            report(error)
            try? await clock.sleep(until: clock.now() + .seconds(1))
        }
    }
}
