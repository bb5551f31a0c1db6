/// What functions may cost in a day or a month; once more than a share of it is spent, an event says so
/// (https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html).
package struct BudgetDefinition: Hashable, Sendable {
    package enum Period: String, Hashable, Sendable, CaseIterable {
        case daily = "DAILY"
        case monthly = "MONTHLY"
    }

    /// Whose cost it is about.
    package enum Scope: Hashable, Sendable {
        case all
        case function(String)
        case flow(String)
        case tag(String, String)
    }

    package var name: String
    /// US dollars.
    package var limit: Double
    package var period: Period
    /// Per cent of the limit from which on an event is raised, above 0.
    package var threshold: Double
    package var scope: Scope

    package init(
        name: String,
        limit: Double,
        period: Period = .monthly,
        threshold: Double = 100,
        scope: Scope = .all
    ) {
        self.name = name
        self.limit = limit
        self.period = period
        self.threshold = threshold
        self.scope = scope
    }
}
