import EventModel
import StatesLanguage

/// A definition run to its end in no time, for tests.
struct Run {
    let outcome: Simulation.Outcome
    var output: JSON? { outcome.execution.output }
    var error: String? { outcome.execution.failure?.error }
    var cause: String? { outcome.execution.failure?.cause }
    /// The states entered, in order.
    var states: [String] { outcome.events.filter { $0.type.hasSuffix("StateEntered") }.compactMap(\.state) }
    var types: [String] { outcome.events.map(\.type) }

    static let start = Timestamp(seconds: 1_750_000_000)

    /// - Parameter results: what each state's task gives, attempt by attempt, the last for all after it.
    init(_ definition: JSON, _ input: JSON = [:], results: [String: [Simulation.Result]] = [:]) throws {
        let machine = try StateMachine(definition)
        var left = results
        outcome = Simulation(machine) { request in
            guard let all = left[request.state], let first = all.first else { return nil }
            if all.count > 1 { left[request.state]?.removeFirst() }
            return first
        }.run(input, at: Self.start, seed: 7)
    }

    /// One Pass state that gives the value of a function.
    static func value(of call: String, _ input: JSON = [:]) throws -> JSON {
        let definition: JSON = [
            "StartAt": "P", "States": ["P": ["Type": "Pass", "Parameters": ["v.$": .string(call)], "End": true]],
        ]
        let run = try Run(definition, input)
        if let failure = run.outcome.execution.failure { throw failure }
        return run.output?["v"] ?? .null
    }
}
