import GRDB

extension BudgetDefinition.Scope {
    /// As the journal's columns say it.
    var columns: (scope: String, key: String, value: String) {
        switch self {
        case .all: ("all", "", "")
        case .function(let name): ("function", name, "")
        case .flow(let name): ("flow", name, "")
        case .tag(let key, let value): ("tag", key, value)
        }
    }

    init(scope: String, key: String, value: String) {
        switch scope {
        case "function": self = .function(key)
        case "flow": self = .flow(key)
        case "tag": self = .tag(key, value)
        default: self = .all
        }
    }
}

extension BudgetDefinition {
    /// The budgets of the last pipeline, by name.
    static func all(in db: Database) throws -> [BudgetDefinition] {
        try db.rows("SELECT name, most, period, threshold, scope, key, value FROM budgets ORDER BY name").map { row in
            BudgetDefinition(
                name: row[0],
                limit: row[1],
                period: Period(rawValue: row[2]) ?? .monthly,
                threshold: row[3],
                scope: Scope(scope: row[4], key: row[5], value: row[6])
            )
        }
    }
}

extension Wiring {
    /// Leaves the budgets in the journal.
    func registerBudgets(in db: Database) throws {
        try db.run("DELETE FROM budgets")
        for budget in definition.budgets {
            let scope = budget.scope.columns
            try db.run(
                "INSERT INTO budgets VALUES(?, ?, ?, ?, ?, ?, ?)",
                [
                    budget.name, budget.limit, budget.period.rawValue, budget.threshold, scope.scope, scope.key,
                    scope.value,
                ]
            )
        }
    }
}
