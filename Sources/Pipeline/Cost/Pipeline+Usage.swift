import EventModel
import GRDB

extension Pipeline {
    /// Adds what was counted since the last time to the journal, and raises the alerts of budgets whose threshold is passed. What could
    /// not be kept is counted the next time.
    func keepUsage() async {
        let taken = wiring.usage.take()
        if taken.isEmpty { return }
        let now = clock.now()
        do {
            let lines = try await journal.write { [wiring] db in
                try taken.save(in: db, at: now)
                var lines = TelemetryLines()
                if !taken.functions.isEmpty { try wiring.checkBudgets(in: db, at: now, &lines) }
                return lines
            }
            telemetry.write(lines)
            if lines.count > 0 { scheduler.ring() }
        } catch {
            wiring.usage.giveBack(taken)
            report(error)
        }
    }
}

extension Wiring {
    /// Raises one event a budget and period, in the transaction that notes it: `Budget Threshold Exceeded`, from `tailrace.budgets`, on the
    /// bus `default`.
    func checkBudgets(in db: Database, at now: Timestamp, _ lines: inout TelemetryLines) throws {
        for budget in definition.budgets {
            let period = budget.period.name(at: now)
            let isTold = try db.integer(
                "SELECT 1 FROM budget_alerts WHERE budget = ? AND period = ?",
                [budget.name, period]
            )
            if isTold != nil { continue }
            let spent = try budget.spent(in: db, at: now, prices: .lambda)
            guard spent * 100 >= budget.limit * budget.threshold else { continue }
            try db.run("INSERT INTO budget_alerts VALUES(?, ?, ?, ?)", [budget.name, period, spent, now])
            let id = ids()
            let event = Event(
                id: id,
                source: "tailrace.budgets",
                type: "Budget Threshold Exceeded",
                time: now,
                subject: budget.name,
                data: [
                    "budgetName": .string(budget.name), "period": .string(period),
                    "timeUnit": .string(budget.period.rawValue), "limit": .double(budget.limit),
                    "threshold": .double(budget.threshold), "spent": .double(spent), "currency": "USD",
                ],
                correlationID: id
            )
            try publish(event, body: event.eventBridge, on: "default", flow: "budgets", in: db, at: now, &lines)
            let head = TelemetryLines.Head(
                now,
                .warn,
                service: "budgets",
                eventType: "BudgetThresholdExceeded",
                correlationID: id,
                "the budget \(budget.name) of \(budget.limit) USD for \(period) is spent to \(budget.threshold) %"
            )
            lines.add(head) { fields in
                fields.add("causation_id", id)
                fields.add("spent_usd", .double(spent))
            }
        }
    }
}

extension BudgetDefinition.Period {
    /// `2026-11` or `2026-11-27`.
    func name(at now: Timestamp) -> String { String(now.rfc3339().prefix(self == .monthly ? 7 : 10)) }

    /// The first day of the period that an instant is in, since 1970.
    func firstDay(at now: Timestamp) -> Int {
        guard self == .monthly, let day = Int(now.rfc3339().dropFirst(8).prefix(2)) else { return now.day }
        return now.day - (day - 1)
    }
}

extension BudgetDefinition {
    /// US dollars that what it is about has cost in the period of an instant.
    func spent(in db: Database, at now: Timestamp, prices: PriceList) throws -> Double {
        let (condition, arguments): (String, [any DatabaseValueConvertible]) =
            switch scope {
            case .all: ("1", [])
            case .function(let name): ("u.function = ?", [name])
            case .flow(let name): ("f.flow = ?", [name])
            case .tag(let key, let value):
                ("EXISTS (SELECT 1 FROM json_each(f.tags) t WHERE t.key = ? AND t.value = ?)", [key, value])
            }
        let rows = try db.rows(
            """
            SELECT \(FunctionUse.columns) FROM usage u LEFT JOIN functions f ON f.name = u.function
            WHERE u.day >= ? AND \(condition)
            """,
            StatementArguments([period.firstDay(at: now)] as [any DatabaseValueConvertible])
                + StatementArguments(arguments)
        )
        guard let row = rows.first, (row[0] as Int?) != nil else { return 0 }
        return prices.cost(of: FunctionUse(row, from: 0))
    }
}
