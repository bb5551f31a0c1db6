extension Schema {
    static let eventStoreTables = """
        -- The events of aggregates, each at its version; nothing is ever changed or removed.
        CREATE TABLE aggregate_events(type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, event_id TEXT NOT NULL,
            event_type TEXT NOT NULL, time INTEGER NOT NULL, correlation_id TEXT NOT NULL, causation_id TEXT,
            data TEXT NOT NULL, PRIMARY KEY(type, id, version)) WITHOUT ROWID;

        """
}
