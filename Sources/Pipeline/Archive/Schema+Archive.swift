extension Schema {
    static let archiveTables = """
        -- The archives of the last pipeline, and, with `live` 0, of earlier ones.
        CREATE TABLE archives(name TEXT PRIMARY KEY, bus TEXT NOT NULL, pattern TEXT, retention_days INTEGER NOT NULL,
            bucket TEXT NOT NULL, summary TEXT, live INTEGER NOT NULL) WITHOUT ROWID;
        -- Archived events that are in no object yet. A `seq` is never given again: objects are named by it.
        CREATE TABLE archive_rows(seq INTEGER PRIMARY KEY AUTOINCREMENT, archive TEXT NOT NULL, time INTEGER NOT NULL,
            arrived INTEGER NOT NULL, bytes INTEGER NOT NULL, line TEXT NOT NULL);
        -- The object that is being made for an archive: which rows go into it, so that a crash makes the same one again.
        CREATE TABLE archive_packs(archive TEXT PRIMARY KEY, hour INTEGER NOT NULL, first INTEGER NOT NULL,
            last INTEGER NOT NULL, bucket TEXT NOT NULL) WITHOUT ROWID;
        -- `since` and `until` are the first and the last event's time, both within it.
        CREATE TABLE archive_objects(archive TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
            events INTEGER NOT NULL, bytes INTEGER NOT NULL, packed INTEGER NOT NULL, since INTEGER NOT NULL,
            until INTEGER NOT NULL, arrived INTEGER NOT NULL, bucket TEXT NOT NULL, key TEXT NOT NULL,
            PRIMARY KEY(archive, first)) WITHOUT ROWID;
        CREATE INDEX archive_objects_time ON archive_objects(archive, until);
        -- Replays; `time` and `seq` are those of the last event that was looked at, `horizon` the last that the archive held when it
        -- was started. `rules` is a list of names, null: all.
        CREATE TABLE replays(number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, archive TEXT NOT NULL,
            bus TEXT NOT NULL, state TEXT NOT NULL, since INTEGER, until INTEGER, pattern TEXT, query TEXT,
            rules TEXT, rate REAL, horizon INTEGER NOT NULL, time INTEGER, seq INTEGER, replayed INTEGER NOT NULL,
            passed INTEGER NOT NULL, last_time INTEGER, actor TEXT, started INTEGER NOT NULL, due INTEGER NOT NULL,
            ended INTEGER, failure TEXT);
        CREATE INDEX replays_open ON replays(number) WHERE ended IS NULL;

        """
}
