import EventModel
import Pipeline

/// A budget, in the words of the service
/// (https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html).
///
/// `budgets: [{BudgetName: orders, BudgetLimit: 0.05, TimeUnit: MONTHLY, Threshold: 80, Flow: orders}]`
enum BudgetPart: FlowPart {
    static let section = "budgets"

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        let known = ["BudgetName", "BudgetLimit", "TimeUnit", "Threshold", "Function", "Flow", "Tag"]
        guard let object = reader.members(of: value, known),
            let name = reader.required(object, "BudgetName", "give the budget a name")
        else { return }
        let limit = positive(object, "BudgetLimit", &reader)
        let threshold = object["Threshold"] == nil ? 100 : positive(object, "Threshold", &reader)
        if object["BudgetLimit"] == nil { reader.refuse(object, "has no BudgetLimit", "say how many US dollars") }
        let period = reader.word(object, "TimeUnit", BudgetDefinition.Period.self) ?? .monthly
        let scope = scope(object, &reader)
        guard let limit, let threshold, let scope else { return }
        if file.definition.budgets.contains(where: { $0.name == name }) {
            reader.refuse(object["BudgetName"] ?? object, "another budget is named '\(name)' too", "rename one of them")
        }
        file.definition.budgets.append(
            BudgetDefinition(name: name, limit: limit, period: period, threshold: threshold, scope: scope)
        )
    }

    private static func positive(_ object: FlowValue, _ name: String, _ reader: inout FlowReader) -> Double? {
        guard let value = object[name] else { return nil }
        if let number = value.scalar?.number, number > 0, number < 1e12 { return number }
        reader.refuse(value, "must be a number above 0, not \(value.kind)")
        return nil
    }

    /// Whose cost it is about: one of three members, or none for all.
    private static func scope(_ object: FlowValue, _ reader: inout FlowReader) -> BudgetDefinition.Scope? {
        let given = ["Function", "Flow", "Tag"].compactMap { name in object[name].map { (name, $0) } }
        if given.count > 1 {
            reader.refuse(given[1].1, "stands beside \(given[0].0)", "keep one of them")
            return nil
        }
        guard let (name, value) = given.first else { return .all }
        guard let text = reader.text(value) else { return nil }
        switch name {
        case "Function":
            reader.refer(to: .function, text, at: value)
            return .function(text)
        case "Flow": return .flow(text)
        default:
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                reader.refuse(value, "must be KEY=VALUE", "for example Tag: team=payments")
                return nil
            }
            return .tag(String(text[..<equals]), String(text[equals...].dropFirst()))
        }
    }
}
