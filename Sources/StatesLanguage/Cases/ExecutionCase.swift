import EventModel

/// A whole execution: its output or error, and the states that it entered.
struct ExecutionCase: Sendable {
    /// When executions of cases start.
    static let start = Timestamp(seconds: 1_767_225_600)

    private let definition: JSON
    private let expected: JSON
    private let input: JSON
    private let statesEntered: [String]?
    private let hasOrder: Bool
    private let results: [JSON]
    private let loose: Set<String>

    init(_ definition: JSON, _ expected: JSON, _ value: JSON) {
        self.definition = definition
        self.expected = expected
        input = value["input"] ?? .null
        statesEntered = value["statesEntered"]?.array?.compactMap(\.string)
        hasOrder = value["statesOrder"] == nil
        results = value["taskEvents"]?.array ?? []
        loose = Set(value["loose"]?.array?.compactMap(\.string) ?? [])
    }

    func run() -> StatesCase.Outcome {
        if definition.usesJSONata { return StatesCase.noJSONata }
        let machine: StateMachine
        do throws(StateMachine.Invalid) {
            machine = try StateMachine(definition)
        } catch {
            return .differs(expected: "a valid definition", got: "\(error.mistakes[0])")
        }
        var left: [String: [JSON]] = [:]
        for result in results.reversed() { left[result["state"]?.string ?? "", default: []].append(result) }
        let trail = Trail()
        let outcome = Simulation(machine, onStep: trail.storedAndRead) { request in
            left[request.state]?.popLast().map(Self.result)
        }.run(input, at: Self.start, seed: 1)
        if let damage = trail.damage { return .differs(expected: "an execution that can be stored", got: damage) }
        if outcome.missing != nil { return .skipped("there is no recorded result for a task") }
        return verdict(outcome, machine)
    }

    /// A recorded event of a task, as what the task gave.
    private static func result(_ event: JSON) -> Simulation.Result {
        let type = event["event"]?.string ?? ""
        if type.hasSuffix("TimedOut") { return .silent }
        if type.hasSuffix("Failed") {
            let cause = event["cause"].map { $0.string ?? $0.description }
            return .failed(error: event["error"]?.string ?? StateFailure.Name.taskFailed.rawValue, cause: cause)
        }
        // The service records an output as text; texts that hold an object were read already.
        let output = event["output"] ?? .null
        return .succeeded(output.string.flatMap { try? JSON(parsing: $0) } ?? output)
    }

    private func verdict(_ outcome: Simulation.Outcome, _ machine: StateMachine) -> StatesCase.Outcome {
        let execution = outcome.execution
        var got: JSON = ["status": .string(execution.status.rawValue)]
        if case .object(var object) = got {
            object["output"] = execution.output
            if let error = execution.failure?.error { object["error"] = .string(error) }
            if let cause = execution.failure?.cause { object["cause"] = .string(cause) }
            got = .object(object)
        }
        func differs() -> StatesCase.Outcome {
            var wanted = expected.object ?? JSON.Object()
            wanted["confirmedBy"] = nil
            wanted["note"] = nil
            return .differs(expected: JSON.object(wanted).description, got: got.description)
        }
        guard expected["status"] == got["status"] else { return differs() }
        for field in ["output", "error", "cause"] {
            guard let wanted = expected[field], field == "output" || wanted != .null else { continue }
            guard let value = got[field] else { return differs() }
            let isSame =
                loose.contains(field) ? Likeness.isLike(wanted, value) : Likeness.isSame(wanted, value)
            if !isSame { return differs() }
        }
        guard var wanted = statesEntered else { return .passed }
        var entered = outcome.events.filter { $0.child == nil && $0.type.hasSuffix("StateEntered") }.compactMap(\.state)
        if !hasOrder || isBranching {
            // Branches run at once: only the outermost states have an order, and what else began before a failure differs.
            let outermost = Set(machine.names)
            let order = (wanted.filter(outermost.contains), entered.filter(outermost.contains))
            let all = (wanted.sorted(), entered.sorted())
            (wanted, entered) = order.0 != order.1 || execution.status != .succeeded ? order : all
        }
        guard wanted == entered else {
            return .differs(
                expected: "states " + wanted.joined(separator: ", "),
                got: "states " + entered.joined(separator: ", ")
            )
        }
        return .passed
    }

    /// Stores an execution between its steps, as whoever runs one does, and goes on with what was read back.
    private final class Trail {
        private(set) var damage: String?

        func storedAndRead(_ execution: Execution) -> Execution {
            do {
                let back = try Execution(snapshot: try JSON(parsing: execution.snapshot.utf8))
                if back != execution { damage = damage ?? "what was read back is another execution" }
                return back
            } catch {
                damage = damage ?? "\(error)"
                return execution
            }
        }
    }

    private var isBranching: Bool {
        let text = definition.description
        return ["\"Branches\":", "\"ItemProcessor\":", "\"Iterator\":"].contains { text.contains($0) }
    }
}
