package import EventModel
import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The archives of a data directory and their replays, with or without a pipeline that runs on it: in this process, in another, or none.
/// A replay is carried out by the pipeline that runs, or by the next one.
package final class ArchiveDesk: Sendable {
    let journal: Journal
    let reader: ArchiveReader
    let ids: IDSource
    let query: QueryCompiler?
    let now: @Sendable () -> Timestamp
    private let directory: String
    private let telemetry: TelemetryWriter
    /// Nil where the pipeline runs elsewhere, or not at all.
    private let wake: (@Sendable () -> Void)?

    /// On a data directory; the pipeline may run elsewhere.
    ///
    /// - Throws: ``JournalError``, `unavailable` where there is no pipeline's data.
    package init(
        data directory: String,
        query: QueryCompiler? = nil,
        ids: @escaping IDSource = uuidInOrder,
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) throws {
        guard access(directory + "/pipeline.sqlite", F_OK) == 0 else {
            throw JournalError(
                .unavailable,
                "no pipeline has run on \(directory) (there is no \(directory)/pipeline.sqlite)"
            )
        }
        journal = try Journal(directory: directory)
        reader = ArchiveReader(
            journal,
            ObjectStores(folder: directory, settings: PipelineSettings(), key: journal.key)
        )
        // A file of its own: the pipeline's is rotated by the pipeline.
        telemetry = try TelemetryWriter(folder: directory + "/telemetry", prefix: "telemetry-\(getpid())-replays-")
        self.directory = directory
        self.query = query
        self.ids = ids
        self.now = now
        wake = nil
    }

    /// On a data directory that a desk has open already, with its telemetry.
    init(_ desk: ExecutionDesk, data directory: String, query: QueryCompiler?) {
        journal = desk.journal
        telemetry = desk.telemetry
        reader = ArchiveReader(
            journal,
            ObjectStores(folder: directory, settings: PipelineSettings(), key: journal.key)
        )
        self.directory = directory
        self.query = query
        ids = uuidInOrder
        now = { .now() }
        wake = nil
    }

    /// On a pipeline of this process.
    init(_ pipeline: Pipeline) {
        journal = pipeline.journal
        reader = pipeline.archiveReader
        telemetry = pipeline.telemetry
        directory = pipeline.directory
        query = pipeline.settings.query
        ids = pipeline.settings.ids
        now = { [clock = pipeline.settings.clock] in clock.now() }
        wake = { [scheduler = pipeline.scheduler] in scheduler.ring() }
    }

    /// Whether a pipeline is on the directory, which carries replays out.
    package var isPipelineRunning: Bool { wake != nil || DirectoryLock.isHeld(directory) }

    /// Starts a replay; durable when it returns. Answers it as it was noted.
    ///
    /// - Parameters:
    ///   - name: 1 to 64 letters, digits, dots, hyphens and underscores, which no other replay has had within 90 days; nil: a new one.
    ///   - actor: who does it, for the telemetry.
    /// - Throws: ``ReplayError``.
    @discardableResult
    package func start(_ request: ReplayRequest, name: String? = nil, by actor: String? = nil) async throws -> Replay {
        let name = name ?? "replay-\(ids())"
        if !ArchiveDefinition.isName(name, limit: Replay.nameLimit) {
            throw ReplayError(
                .validation,
                "A replay's name has 1 to \(Replay.nameLimit) letters, digits, dots, hyphens and underscores: \(name)"
            )
        }
        _ = try check(request)
        let now = now()
        let replay = try await journal.write { db -> Replay in
            let (archive, horizon) = try Self.find(request, in: db)
            try db.run("DELETE FROM replays WHERE ended < ?", [now - Replay.memory])
            if try Replay.load(name, in: db) != nil {
                throw ReplayError(.alreadyExists, "Replay \(name) already exists.")
            }
            if try db.integer("SELECT count(*) FROM replays WHERE ended IS NULL") ?? 0 >= Replay.atOnce {
                throw ReplayError(.limitExceeded, "No more than \(Replay.atOnce) replays are under way at once.")
            }
            let rules = request.rules.isEmpty ? nil : JSON.array(request.rules.map { .string($0) }).description
            try db.run(
                """
                INSERT INTO replays(name, archive, bus, state, since, until, pattern, query, rules, rate, horizon, replayed,
                    passed, actor, started, due) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?)
                """,
                [
                    name, archive.name, archive.bus, Replay.State.starting.rawValue, request.from, request.to,
                    request.pattern?.description, request.query, rules, request.rate, horizon, actor, now, now,
                ]
            )
            guard let replay = try Replay.load(name, in: db) else {
                throw ReplayError(.resourceNotFound, "Replay \(name) does not exist.")
            }
            return replay
        }
        tell(replay)
        return replay
    }

    /// Every replay that is known, newest first.
    package func replays() async throws -> [Replay] {
        try await journal.read { try Self.latest(.max, in: $0) }
    }

    static func latest(_ limit: Int, in db: Database) throws -> [Replay] { try Replay.latest(limit, in: db) }

    /// A replay as it is now; nil if there is none.
    package func replay(_ name: String) async throws -> Replay? {
        try await journal.read { try Replay.load(name, in: $0) }
    }

    /// Cancels a replay that has not ended: nothing more of it is put on the bus once this returns. What was is not undone. Answers it
    /// as it is then, `CANCELLING` until the pipeline has seen it, if one runs.
    ///
    /// - Throws: ``ReplayError``, `illegalStatus` for one that has ended.
    @discardableResult
    package func cancel(_ name: String) async throws -> Replay {
        let now = now()
        let isRunning = isPipelineRunning
        let replay = try await journal.write { db -> Replay in
            guard var replay = try Replay.load(name, in: db) else {
                throw ReplayError(.resourceNotFound, "Replay \(name) does not exist.")
            }
            guard replay.ended == nil else {
                throw ReplayError(.illegalStatus, "Replay \(name) has ended: it is \(replay.state.rawValue).")
            }
            if isRunning {
                replay.state = .cancelling
                try db.run("UPDATE replays SET state = ? WHERE number = ?", [replay.state.rawValue, replay.number])
            } else {
                replay.state = .cancelled
                replay.ended = now
                try replay.end(.cancelled, in: db, at: now)
            }
            return replay
        }
        if isRunning { wake?() } else { tell(replay) }
        return replay
    }

    private func tell(_ replay: Replay) {
        var lines = TelemetryLines()
        lines.add(replay, at: now())
        telemetry.write(lines)
        if let wake { wake() } else { telemetry.flush() }
    }

    /// What of a request can be checked without the archive.
    func check(_ request: ReplayRequest) throws -> ReplayFilter {
        if let start = request.from, let end = request.to, start >= end {
            throw ReplayError(.validation, "The start is not before the end.")
        }
        if let rate = request.rate, !ReplayPace.rates.contains(rate) {
            throw ReplayError(.validation, "A rate is from 0.001 to 100000 events a second, not \(rate).")
        }
        return try ReplayFilter(pattern: request.pattern, query: request.query, query)
    }

    /// The archive that a request is for, and the last of what it holds.
    static func find(_ request: ReplayRequest, in db: Database) throws -> (archive: ArchiveDefinition, horizon: Int64) {
        guard let row = try db.rows("SELECT \(archiveColumns) FROM archives WHERE name = ?", [request.archive]).first
        else { throw ReplayError(.resourceNotFound, "Archive \(request.archive) does not exist.") }
        let archive = definition(row)
        for rule in request.rules
        where try db.integer("SELECT 1 FROM rules WHERE name = ? AND bus = ? AND live = 1", [rule, archive.bus]) == nil
        {
            throw ReplayError(.resourceNotFound, "Rule \(rule) does not exist on EventBus \(archive.bus).")
        }
        let horizon = try db.integer(
            """
            SELECT max(coalesce((SELECT max(seq) FROM archive_rows WHERE archive = ?1), 0),
                coalesce((SELECT max(last) FROM archive_objects WHERE archive = ?1), 0))
            """,
            [archive.name]
        )
        return (archive, Int64(horizon ?? 0))
    }

    static let archiveColumns = "name, bus, pattern, retention_days, bucket, summary, live"

    static func definition(_ row: Row) -> ArchiveDefinition {
        ArchiveDefinition(
            name: row[0],
            bus: row[1],
            pattern: (row[2] as String?).map { JSON(column: $0) },
            retentionDays: row[3],
            bucket: row[4],
            summary: row[5]
        )
    }
}

extension Pipeline {
    /// The archives of this pipeline and their replays.
    package var archiveDesk: ArchiveDesk { ArchiveDesk(self) }
}
