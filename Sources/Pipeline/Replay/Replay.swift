package import EventModel
import GRDB

/// A replay: events of an archive put on their bus again
/// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeReplay.html).
package struct Replay: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// No pipeline has taken it up yet.
        case starting = "STARTING"
        case running = "RUNNING"
        case cancelling = "CANCELLING"
        case completed = "COMPLETED"
        case cancelled = "CANCELLED"
        case failed = "FAILED"
    }

    /// What a replayed event has and no other: the replay's name.
    package static let member = "replay-name"
    package static let nameLimit = 64
    /// Replays that may be under way at once.
    static let atOnce = 10
    /// How long one that has ended is remembered.
    static let memory = Duration.seconds(90 * 86_400)

    var number: Int
    package var name: String
    package var archive: String
    package var bus: String
    package var state: State
    /// The first instant whose events are in it; nil: from the archive's beginning.
    package var start: Timestamp?
    /// The first instant whose events are not; nil: all that the archive held when it was started.
    package var end: Timestamp?
    package var pattern: JSON?
    package var query: String?
    /// The rules that it is for; nil: all of the bus.
    package var rules: [String]?
    /// Events a second; nil: as fast as it goes.
    package var rate: Double?
    /// The last of the archive's events when it was started.
    var horizon: Int64
    var cursor: ArchiveCursor
    /// Events that were put on the bus.
    package var replayed: Int
    /// Events of the span that neither pattern nor query chose.
    package var passed: Int
    /// `EventLastReplayedTime`.
    package var lastEvent: Timestamp?
    package var actor: String?
    package var started: Timestamp
    var due: Timestamp
    package var ended: Timestamp?
    /// Why it failed.
    package var failure: String?

    static let columns = """
        number, name, archive, bus, state, since, until, pattern, query, rules, rate, horizon, time, seq, replayed, passed, \
        last_time, actor, started, due, ended, failure
        """

    init(_ row: Row) {
        number = row[0]
        name = row[1]
        archive = row[2]
        bus = row[3]
        state = State(rawValue: row[4]) ?? .failed
        start = row[5]
        end = row[6]
        pattern = (row[7] as String?).map { JSON(column: $0) }
        query = row[8]
        rules = (row[9] as String?).map { JSON(column: $0).array?.compactMap(\.string) ?? [] }
        rate = row[10]
        horizon = row[11]
        let time: Timestamp? = row[12]
        cursor =
            time.map { ArchiveCursor($0, row[13] ?? -1) }
            ?? ArchiveCursor(before: start ?? Timestamp(nanoseconds: .min))
        replayed = row[14]
        passed = row[15]
        lastEvent = row[16]
        actor = row[17]
        started = row[18]
        due = row[19]
        ended = row[20]
        failure = row[21]
    }

    /// The last archived event that it has come to: what the archive restores, it has restored up to there.
    package var recoveryPoint: (time: Timestamp, sequence: Int64)? {
        cursor.sequence < 0 ? nil : (cursor.time, cursor.sequence)
    }

    var span: ArchiveSpan { ArchiveSpan(archive: archive, end: end ?? .never, horizon: horizon) }

    static func load(_ name: String, in db: Database) throws -> Replay? {
        try db.rows("SELECT \(columns) FROM replays WHERE name = ?", [name]).first.map(Replay.init)
    }

    /// Those that began last, newest first.
    static func latest(_ limit: Int, in db: Database) throws -> [Replay] {
        try db.rows("SELECT \(columns) FROM replays ORDER BY number DESC LIMIT ?", [limit]).map(Replay.init)
    }

    /// Ends it; answers whether it had not ended before.
    @discardableResult
    func end(_ state: State, _ failure: String? = nil, in db: Database, at now: Timestamp) throws -> Bool {
        try db.run(
            "UPDATE replays SET state = ?, failure = ?, ended = ? WHERE number = ? AND ended IS NULL",
            [state.rawValue, failure, now, number]
        )
        return db.changesCount > 0
    }

    package var json: JSON {
        [
            "replay": .string(name), "archive": .string(archive), "bus": .string(bus),
            "state": .string(state.rawValue), "from": start.map { .string($0.rfc3339(digits: 6)) } ?? .null,
            "to": end.map { .string($0.rfc3339(digits: 6)) } ?? .null, "pattern": pattern ?? .null,
            "query": query.map { .string($0) } ?? .null,
            "rules": rules.map { .array($0.map { .string($0) }) } ?? .null,
            "rate": rate.map { .double($0) } ?? .null, "replayed": .int(replayed), "passed": .int(passed),
            "recovery_point": recoveryPoint.map {
                ["time": .string($0.time.rfc3339(digits: 6)), "sequence": .int(Int($0.sequence))]
            } ?? .null,
            "event_last_replayed_time": lastEvent.map { .string($0.rfc3339(digits: 6)) } ?? .null,
            "actor": actor.map { .string($0) } ?? .null, "started": .string(started.rfc3339()),
            "ended": ended.map { .string($0.rfc3339()) } ?? .null, "failure": failure.map { .string($0) } ?? .null,
        ]
    }
}
