extension Schema {
    static let controlTables = """
        -- Event source mappings of the last pipeline, and, with `live` 0, of earlier ones; `paused` holds until somebody resumes it.
        CREATE TABLE consumers(id TEXT PRIMARY KEY, source TEXT NOT NULL, function TEXT NOT NULL,
            paused INTEGER NOT NULL DEFAULT 0, live INTEGER NOT NULL DEFAULT 1) WITHOUT ROWID;
        -- Faults that an operator has injected.
        CREATE TABLE faults(function TEXT PRIMARY KEY, share REAL NOT NULL, error TEXT NOT NULL, message TEXT NOT NULL) WITHOUT ROWID;

        """
}
