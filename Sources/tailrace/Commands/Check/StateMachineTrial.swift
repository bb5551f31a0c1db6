import EventModel
import StatesLanguage
import TerminalUI

/// One run of a definition on an input, with results that are given for its tasks.
struct StateMachineTrial {
    /// What tasks give, by state.
    final class Results {
        private let all: [String: [Simulation.Result]]
        private var used: [String: Int] = [:]

        /// - Throws: ``Failure`` that names the file and the state.
        init(_ path: String) throws {
            var all: [String: [Simulation.Result]] = [:]
            guard let states = try WholeFile.json(path).object else {
                throw Failure.badInput("\(visible(path)): the results must be an object of states")
            }
            for member in states.members {
                let attempts = member.value.array ?? [member.value]
                all[member.name] = try attempts.enumerated().map { n, value in
                    if let output = value["output"] { return .succeeded(output) }
                    if let error = value["error"]?.string {
                        return .failed(error: error, cause: value["cause"]?.string)
                    }
                    if value["silent"]?.bool == true { return .silent }
                    throw Failure.badInput(
                        "\(visible(path)): result \(n + 1) of '\(visible(member.name))' needs an output, an error or silent: true"
                    )
                }
            }
            self.all = all
        }

        func next(_ request: TaskRequest) -> Simulation.Result? {
            guard let results = all[request.state], !results.isEmpty else { return nil }
            let n = used[request.state, default: 0]
            used[request.state] = n + 1
            return results[min(n, results.count - 1)]
        }
    }

    private let machine: StateMachine
    private let results: Results?
    private let format: FormatOptions

    init(_ machine: StateMachine, results: Results?, _ format: FormatOptions) {
        self.machine = machine
        self.results = results
        self.format = format
    }

    /// - Throws: ``Failure`` `notFound` if the run does not succeed.
    func run(_ input: JSON) throws {
        let seed = UInt64.random(in: .min ... .max)
        let outcome = Simulation(machine) { results?.next($0) }.run(input, at: .now(), seed: seed)
        if let state = outcome.missing {
            throw Failure.badInput(
                "state '\(visible(state))' runs a task: say what it gives with --results, as {\"\(visible(state))\": [{\"output\": {}}]}"
            )
        }
        if outcome.isCut {
            let states = outcome.execution.currentStates.map(visible).joined(separator: ", ")
            throw Failure.badInput("the run does not end: it is in \(states)")
        }
        let execution = outcome.execution
        if format.output == .json {
            Output.print(json(outcome).description)
        } else if let output = execution.output {
            Output.print(visible(output.description))
        } else {
            let cause = execution.failure?.cause.map { ": \(visible($0))" } ?? ""
            let error = execution.failure?.error ?? "an error without a name"
            Output.print("\(format.paint(execution.status.rawValue, .red)) \(visible(error))\(cause)")
        }
        if execution.status != .succeeded { throw Failure.notFound("") }
    }

    private func json(_ outcome: Simulation.Outcome) -> JSON {
        let execution = outcome.execution
        return [
            "status": .string(execution.status.rawValue), "output": execution.output ?? .null,
            "error": execution.failure?.error.map(JSON.string) ?? .null,
            "cause": execution.failure?.cause.map(JSON.string) ?? .null, "history": .array(outcome.events.map(\.json)),
        ]
    }
}
