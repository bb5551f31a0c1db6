import GRDB

@testable import Pipeline

extension Database {
    /// Takes away what the fifth version of the schema brought.
    func backToVersion4() throws {
        try execute(sql: "DROP INDEX executions_ended")
        for table in Schema.version5Tables.matches(of: /CREATE TABLE (\w+)/) {
            try execute(sql: "DROP TABLE \(table.output.1)")
        }
        try execute(sql: "PRAGMA user_version = 4")
        for column in Schema.functionColumns {
            try execute(sql: "ALTER TABLE functions DROP COLUMN \(column.split(separator: " ")[0])")
        }
    }
}
