extension Schema {
    /// What looks for those that can be forgotten reads.
    static let executionIndices = """
        CREATE INDEX executions_ended ON executions(ended, status, correlation_id) WHERE ended IS NOT NULL;

        """

    static let stateMachineTables = """
        -- Every definition that an execution was started with, by the hash of its text; `live` marks the one of the last pipeline.
        CREATE TABLE machines(version TEXT PRIMARY KEY, name TEXT NOT NULL, service TEXT NOT NULL,
            definition TEXT NOT NULL, live INTEGER NOT NULL) WITHOUT ROWID;
        -- `snapshot` is the whole execution; the columns beside it are for finding it.
        CREATE TABLE executions(id TEXT PRIMARY KEY, machine TEXT NOT NULL, version TEXT NOT NULL,
            name TEXT NOT NULL, status TEXT NOT NULL, correlation_id TEXT NOT NULL, cause TEXT NOT NULL,
            started INTEGER NOT NULL, ended INTEGER, state TEXT, error TEXT, redrives INTEGER NOT NULL,
            snapshot TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX executions_status ON executions(status, correlation_id);
        CREATE INDEX executions_machine ON executions(machine, started);
        CREATE TABLE execution_timers(execution TEXT NOT NULL, id INTEGER NOT NULL, due INTEGER NOT NULL,
            PRIMARY KEY(execution, id)) WITHOUT ROWID;
        CREATE INDEX execution_timers_due ON execution_timers(due);
        -- Tasks that wait for a function, or run (`due` never); without a function, for the service `resource`.
        CREATE TABLE execution_tasks(token TEXT PRIMARY KEY, execution TEXT NOT NULL, function TEXT,
            resource TEXT NOT NULL, state TEXT NOT NULL, payload TEXT NOT NULL, correlation_id TEXT NOT NULL,
            cause TEXT NOT NULL, attempt INTEGER NOT NULL, due INTEGER NOT NULL, is_wrapped INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX execution_tasks_due ON execution_tasks(function, due);
        -- History; `child` is the iteration of a distributed Map state, 0 the execution itself.
        CREATE TABLE execution_events(execution TEXT NOT NULL, child INTEGER NOT NULL, n INTEGER NOT NULL,
            event TEXT NOT NULL, PRIMARY KEY(execution, child, n)) WITHOUT ROWID;

        """
}
