import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("Policies, tags and budgets in flow files") struct FlowAccessPartTests {
    private func read(_ text: String) throws(FlowMistakes) -> FlowFile {
        let handler = FlowSurroundings.Handler(service: "s") { _, _ in .null }
        return try FlowFile(
            Array(text.utf8),
            name: "f",
            FlowSurroundings(handlers: ["h": handler], folder: "/") { _ in nil }
        )
    }

    private static let text = """
        flow: orders
        functions:
          - FunctionName: pay
            Handler: h
            Tags: {team: payments, stage: prod}
            Policies:
              - {Action: [dynamodb:GetItem, "dynamodb:Put*"], Resource: [payments, "gateway-*"]}
              - {Effect: Deny, Action: "events:*", Resource: "*"}
        budgets:
          - {BudgetName: all, BudgetLimit: 5}
          - {BudgetName: pay, BudgetLimit: 0.5, TimeUnit: DAILY, Threshold: 80, Function: pay}
          - {BudgetName: team, BudgetLimit: 1, Tag: team=payments}

        """

    @Test func areRead() throws {
        let definition = Flow(try read(Self.text)).definition
        let function = try #require(definition.functions.first)
        #expect(function.flow == "orders" && function.tags == ["team": "payments", "stage": "prod"])
        let policy = try #require(function.policy)
        #expect(policy.allows(.putItem, "payments") && policy.allows(.getItem, "gateway-requests"))
        #expect(!policy.allows(.deleteItem, "payments") && !policy.allows(.putEvents, "default"))
        #expect(
            definition.budgets == [
                BudgetDefinition(name: "all", limit: 5),
                BudgetDefinition(name: "pay", limit: 0.5, period: .daily, threshold: 80, scope: .function("pay")),
                BudgetDefinition(name: "team", limit: 1, scope: .tag("team", "payments")),
            ]
        )
    }

    @Test(arguments: [
        ("dynamodb:GetItem, ", "dynamodb:GetItm, ", "dynamodb:GetItem"),
        ("Effect: Deny", "Effect: Refuse", "must be one of"),
        ("Resource: \"*\"", "Resource: {}", "must be a text"), (", Resource: \"*\"}", "}", "has no Resource"),
        ("BudgetLimit: 5", "BudgetLimit: -5", "a number above 0"),
        ("TimeUnit: DAILY", "TimeUnit: WEEKLY", "must be one of"),
        ("Function: pay", "Function: pey", "pay"), ("Tag: team=payments", "Tag: team", "KEY=VALUE"),
        ("BudgetName: team", "BudgetName: pay", "another budget"),
        ("Tag: team=payments", "Tag: team=payments, Flow: orders", "stands beside"),
        ("{BudgetName: all, BudgetLimit: 5}", "{BudgetName: all}", "has no BudgetLimit"),
    ]) func mistakesAreNamed(_ good: String, _ bad: String, _ words: String) {
        let text = Self.text.replacing(good, with: bad)
        #expect(text != Self.text)
        let error = #expect(throws: FlowMistakes.self) { try read(text) }
        #expect(error?.mistakes.contains { "\($0)".contains(words) } == true, "\(error.map { "\($0)" } ?? "")")
    }
}
