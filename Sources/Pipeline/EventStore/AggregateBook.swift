package import EventModel
import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The aggregates of a data directory, read from outside its pipeline, while it runs or not.
package final class AggregateBook: Sendable {
    /// An aggregate with where it stands.
    package struct Entry: Hashable, Sendable {
        package var name: AggregateName
        package var version: Int
        package var first: Timestamp
        package var last: Timestamp

        package var json: JSON {
            [
                "type": .string(name.type), "id": .string(name.id), "version": .int(version),
                "first": .string(first.rfc3339(digits: 6)), "last": .string(last.rfc3339(digits: 6)),
            ]
        }
    }

    private let journal: Journal
    private let store: EventStore

    /// - Parameter reducers: what states are folded with.
    /// - Throws: ``JournalError``, `unavailable` where there is no pipeline's data.
    package init(data directory: String, reducers: [AggregateReducer]) throws {
        guard access(directory + "/pipeline.sqlite", F_OK) == 0 else {
            throw JournalError(
                .unavailable,
                "no pipeline has run on \(directory) (there is no \(directory)/pipeline.sqlite)"
            )
        }
        journal = try Journal(directory: directory)
        store = EventStore(reducers)
    }

    /// The aggregates, those that changed last first; of one type, if one is named.
    package func aggregates(ofType type: String? = nil, limit: Int) async throws -> [Entry] {
        try await journal.read { db in
            try db.rows(
                """
                SELECT type, id, max(version), min(time), max(time) FROM aggregate_events WHERE ?1 IS NULL OR type = ?1
                GROUP BY type, id ORDER BY max(time) DESC, type, id LIMIT ?2
                """,
                [type, limit]
            ).map { Entry(name: AggregateName($0[0], $0[1]), version: $0[2], first: $0[3], last: $0[4]) }
        }
    }

    /// An aggregate at a version and an instant, with the events up to there; nil where none of it was there yet, or ever.
    package func show(_ name: AggregateName, version: Int? = nil, at instant: Timestamp? = nil) async throws -> (
        state: AggregateState, events: [AggregateEvent]
    )? {
        try await journal.read { [store] db in
            let events = try EventStore.events(of: name, upTo: version ?? .max, at: instant ?? .never, in: db)
            if events.isEmpty { return nil }
            var state = AggregateState(name)
            let fold = store.fold(name.type)
            for event in events { state.apply(event, fold) }
            return (state, events)
        }
    }

    /// The version that an aggregate has; 0 where there is none.
    package func version(of name: AggregateName) async throws -> Int {
        try await journal.read { try EventStore.version(of: name, in: $0) }
    }
}
