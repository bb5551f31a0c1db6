import EventModel

/// One rule on one input, run as a machine of one Choice state.
struct ChoiceCase: Sendable {
    let rule: JSON.Object
    let input: JSON
    let matches: Bool

    func run() -> StatesCase.Outcome {
        var rule = rule
        rule["Next"] = "Matched"
        let definition: JSON = [
            "StartAt": "Choose",
            "States": [
                "Choose": ["Type": "Choice", "Choices": [.object(rule)], "Default": "Unmatched"],
                "Matched": ["Type": "Succeed"], "Unmatched": ["Type": "Succeed"],
            ],
        ]
        let expected = matches ? "match" : "none"
        do throws(StateMachine.Invalid) {
            let machine = try StateMachine(definition)
            let outcome = Simulation(machine) { _ in nil }.run(input, at: ExecutionCase.start, seed: 1)
            if let failure = outcome.execution.failure {
                return .differs(expected: expected, got: "\(failure.error ?? ""): \(failure.cause ?? "")")
            }
            let isMatched = outcome.events.contains { $0.state == "Matched" }
            return isMatched == matches ? .passed : .differs(expected: expected, got: isMatched ? "match" : "none")
        } catch {
            return .differs(expected: expected, got: "\(error)")
        }
    }
}
