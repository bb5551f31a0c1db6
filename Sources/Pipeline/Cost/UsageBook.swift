package import EventModel
import GRDB

/// What the functions of a data directory did, to be looked at from outside its pipeline.
package struct UsageBook: Sendable {
    /// One function's use.
    package struct Entry: Hashable, Sendable {
        package var function: String
        package var flow: String
        package var tags: [String: String]
        package var memoryMB: Int
        package var timeout: Duration
        package var use: FunctionUse
    }

    /// A budget with what of it is spent in its present period.
    package struct Spending: Hashable, Sendable {
        package var budget: BudgetDefinition
        package var period: String
        package var spent: Double
        /// When its threshold was passed, in this period.
        package var alerted: Timestamp?
    }

    private let journal: Journal

    init(_ journal: Journal) { self.journal = journal }

    /// By function, those that did nothing left out.
    ///
    /// - Parameters:
    ///   - since, until: whole days in UTC, `until` among them; nil: all there are.
    package func entries(since: Timestamp? = nil, until: Timestamp? = nil) async throws -> [Entry] {
        try await journal.read { db in
            try db.rows(
                """
                SELECT u.function, coalesce(f.flow, ''), coalesce(f.tags, '{}'), coalesce(f.memory, 0), coalesce(f.timeout, 0),
                    \(FunctionUse.columns)
                FROM usage u LEFT JOIN functions f ON f.name = u.function
                WHERE u.day >= ? AND u.day <= ? GROUP BY u.function ORDER BY u.function
                """,
                [since?.day ?? 0, until?.day ?? Int.max]
            ).map { row in
                var tags: [String: String] = [:]
                for member in JSON(column: row[2]).object?.members ?? [] { tags[member.name] = member.value.string }
                return Entry(
                    function: row[0],
                    flow: row[1],
                    tags: tags,
                    memoryMB: row[3],
                    timeout: .nanoseconds(row[4] as Int64),
                    use: FunctionUse(row, from: 5)
                )
            }
        }
    }

    /// The budgets of the last pipeline, by name.
    package func budgets(at now: Timestamp, prices: PriceList) async throws -> [Spending] {
        try await journal.read { db in
            try BudgetDefinition.all(in: db).map { budget in
                let period = budget.period.name(at: now)
                let rows = try db.rows(
                    "SELECT at FROM budget_alerts WHERE budget = ? AND period = ?",
                    [budget.name, period]
                )
                return Spending(
                    budget: budget,
                    period: period,
                    spent: try budget.spent(in: db, at: now, prices: prices),
                    alerted: rows.first.map { $0[0] }
                )
            }
        }
    }
}

extension BundledPipelineDesk {
    package var usage: UsageBook { UsageBook(journal) }
}
