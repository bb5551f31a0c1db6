extension Schema {
    static let usageTables = """
        -- What functions did, by day since 1970 in UTC. Times are nanoseconds; `billed` is milliseconds, `memory_ms` those times the
        -- megabytes that the function had.
        CREATE TABLE usage(function TEXT NOT NULL, day INTEGER NOT NULL, requests INTEGER NOT NULL, errors INTEGER NOT NULL,
            cold_starts INTEGER NOT NULL, duration INTEGER NOT NULL, longest INTEGER NOT NULL, billed INTEGER NOT NULL,
            memory_ms INTEGER NOT NULL, peak INTEGER, PRIMARY KEY(function, day)) WITHOUT ROWID;
        CREATE INDEX usage_day ON usage(day);
        -- The budgets of the last pipeline; `scope` is `all`, `function`, `flow` or `tag`, and its `key` and `value` say which.
        CREATE TABLE budgets(name TEXT PRIMARY KEY, most REAL NOT NULL, period TEXT NOT NULL, threshold REAL NOT NULL,
            scope TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
        -- Budgets whose threshold was passed, by the period in which it was.
        CREATE TABLE budget_alerts(budget TEXT NOT NULL, period TEXT NOT NULL, spent REAL NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY(budget, period)) WITHOUT ROWID;

        """
}
