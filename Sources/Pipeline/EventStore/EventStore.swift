import EventModel
import GRDB
import Synchronization

/// The streams of aggregates, within a transaction, and what they fold to.
final class EventStore: Sendable {
    /// States that are kept folded, so that an append to a long stream does not fold it from the start.
    private static let kept = 1_024

    private let folds: [String: AggregateReducer.Fold]
    private let states = Mutex<[AggregateName: AggregateState]>([:])

    init(_ reducers: [AggregateReducer]) {
        folds = Dictionary(reducers.map { ($0.type, $0.fold) }, uniquingKeysWith: { first, _ in first })
    }

    func fold(_ type: String) -> AggregateReducer.Fold { folds[type] ?? AggregateReducer.merging }

    static func version(of name: AggregateName, in db: Database) throws -> Int {
        try db.integer("SELECT max(version) FROM aggregate_events WHERE type = ? AND id = ?", [name.type, name.id]) ?? 0
    }

    /// The events after a version, up to a version and an instant, both within it. A clock that was set back leaves no gap.
    static func events(
        of name: AggregateName,
        after version: Int = 0,
        upTo last: Int = .max,
        at instant: Timestamp = .never,
        in db: Database
    ) throws -> [AggregateEvent] {
        try db.rows(
            """
            SELECT version, event_id, event_type, time, correlation_id, causation_id, data FROM aggregate_events
            WHERE type = ?1 AND id = ?2 AND version > ?3 AND version <= ?4 AND version <=
                (SELECT max(version) FROM aggregate_events WHERE type = ?1 AND id = ?2 AND time <= ?5)
            ORDER BY version
            """,
            [name.type, name.id, version, last, instant]
        ).map { row in
            AggregateEvent(
                aggregate: name,
                version: row[0],
                id: row[1],
                type: row[2],
                time: row[3],
                data: JSON(column: try Payload.text(row, 6)),
                correlationID: row[4],
                causationID: row[5]
            )
        }
    }

    /// The state after the events up to a version and an instant.
    func state(of name: AggregateName, upTo last: Int = .max, at instant: Timestamp = .never, in db: Database) throws
        -> AggregateState
    {
        var state = AggregateState(name)
        // A kept one may be of a transaction that was undone after all: it counts where the stream agrees.
        if last == .max, instant == .never, let known = states.withLock({ $0[name] }),
            try db.text(
                "SELECT event_id FROM aggregate_events WHERE type = ? AND id = ? AND version = ?",
                [name.type, name.id, known.version]
            ) == known.eventID
        {
            state = known
        }
        let fold = fold(name.type)
        for event in try Self.events(of: name, after: state.version, upTo: last, at: instant, in: db) {
            state.apply(event, fold)
        }
        return state
    }

    /// Keeps a state, for the next append.
    func keep(_ state: AggregateState) {
        states.withLock { states in
            if states.count >= Self.kept, states[state.aggregate] == nil { states.removeAll() }
            states[state.aggregate] = state
        }
    }

    static func insert(_ event: AggregateEvent, in db: Database) throws {
        try db.run(
            "INSERT INTO aggregate_events VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                event.aggregate.type, event.aggregate.id, event.version, event.id, event.type, event.time,
                event.correlationID, event.causationID, try Payload.column(event.data.description),
            ]
        )
    }
}
