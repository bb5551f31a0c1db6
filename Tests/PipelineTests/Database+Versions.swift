import GRDB

@testable import Pipeline

extension Database {
    /// Takes away what the fifth version of the schema brought.
    func backToVersion4() throws {
        try execute(
            sql: """
                DROP INDEX executions_ended; DROP TABLE consumers; DROP TABLE faults; DROP TABLE usage; DROP TABLE budgets; DROP TABLE budget_alerts;
                DROP TABLE encryption;
                PRAGMA user_version = 4
                """
        )
        for column in Schema.functionColumns {
            try execute(sql: "ALTER TABLE functions DROP COLUMN \(column.split(separator: " ")[0])")
        }
    }
}
