import EventModel

/// Tries one state on an input, with a result that is given for its work
/// (https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html).
struct StateTest {
    /// Why it can not be tried.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
        var isDefinition = false
    }

    let state: State
    let mock: JSON?
    private let input: JSON
    private let context: JSON
    private let variables: [String: JSON]
    private let retries: Int
    private let mapFailures: Int
    private var random = RandomStream(seed: 1)

    /// - Parameter request: as the service takes it: texts that hold JSON.
    /// - Throws: ``Refusal``.
    init(_ request: JSON) throws(Refusal) {
        mock = request["mock"]
        input = Self.data(request["input"]) ?? .object(JSON.Object())
        context = Self.data(request["context"]) ?? .object(JSON.Object())
        variables = Dictionary(
            Self.data(request["variables"])?.object?.members.map { ($0.name, $0.value) } ?? [],
            uniquingKeysWith: { $1 }
        )
        retries = request["stateConfiguration"]?["retrierRetryCount"]?.integer ?? 0
        mapFailures = request["stateConfiguration"]?["mapIterationFailureCount"]?.integer ?? 0
        let definition = Self.data(request["definition"]) ?? .null
        let name = request["stateName"]?.string
        let machine: StateMachine
        do throws(StateMachine.Invalid) {
            machine =
                definition["States"] == nil
                ? try StateMachine(state: definition, named: name ?? "State") : try StateMachine(definition)
        } catch {
            throw Refusal(description: "\(error)", isDefinition: true)
        }
        guard let found = machine.states[name ?? machine.startAt] else {
            throw Refusal(description: "State not found in definition")
        }
        state = found
        try check(request, context)
    }

    private static func data(_ text: JSON?) -> JSON? { text?.string.flatMap { try? JSON(parsing: $0) } }

    /// The service's answer; nil where the state's work has no result.
    func run() -> JSON? {
        var flow = DataFlow(state, raw: input, context: context, variables: variables)
        var random = random
        var answer = JSON.Object()
        do throws(StateFailure) {
            guard let (output, next) = try result(&flow, &random) else { return nil }
            answer["status"] = "SUCCEEDED"
            answer["output"] = output
            if let next { answer["nextState"] = .string(next) }
        } catch {
            report(error, &flow, &answer)
        }
        var data = JSON.Object([JSON.Member("input", input)])
        for (name, value) in flow.stages { data[name] = value }
        for hidden in hiddenStages { data[hidden] = nil }
        answer["inspectionData"] = .object(data)
        return .object(answer)
    }

    private func result(_ flow: inout DataFlow, _ random: inout RandomStream) throws(StateFailure) -> (JSON, String?)? {
        let data = try flow.selected()
        let next: String? = if case .state(let name) = state.next { name } else { nil }
        switch state.kind {
        case .choice(let rules, let otherwise):
            guard let next = try flow.chosen(rules, data)?.next ?? otherwise else {
                throw StateFailure(.noChoiceMatched, "No rule of the state matched, and it has no default.")
            }
            return (try flow.passed(data, nil, &random).0, next)
        case .succeed: return (try flow.passed(data, nil, &random).0, nil)
        case .wait(let fields):
            _ = try flow.end(of: fields, data, from: ExecutionCase.start)
            return (try flow.passed(data, nil, &random).0, next)
        case .fail(let fields): throw try flow.failure(fields, data, &random)
        case .pass(let given):
            let parameters = try flow.parameters(of: data, &random)
            if let given { flow.stage("result", given) }
            return (try flow.output(of: given ?? parameters, &random).0, next)
        case .map(let fields):
            _ = try flow.items(fields, data)
            flow.stage(
                "maxConcurrency",
                .int(try flow.integer(fields.maxConcurrency, "MaxConcurrency", data, 0...Retrier.longest) ?? 0)
            )
            let count = try flow.integer(fields.toleratedCount, "ToleratedFailureCount", data, 0...Retrier.longest)
            if let count { flow.stage("toleratedFailureCount", .int(count)) }
            let share = try flow.percentage(fields.toleratedPercentage, data)
            if let share { flow.stage("toleratedFailurePercentage", .double(share)) }
            if mock?["errorOutput"] == nil, let count, mapFailures > count {
                throw StateFailure(
                    .exceedToleratedFailureThreshold,
                    "The specified tolerated failure threshold was exceeded"
                )
            }
        case .task, .parallel: _ = try flow.parameters(of: data, &random)
        }
        if let error = mock?["errorOutput"] {
            throw StateFailure(error: error["error"]?.string, cause: error["cause"]?.string)
        }
        guard let result = Self.data(mock?["result"]) else { return nil }
        flow.stage("result", result)
        return (try flow.output(of: result, &random).0, next)
    }

    /// Says what a failure leads to: another attempt, a catcher, or the end.
    private func report(_ failure: StateFailure, _ flow: inout DataFlow, _ answer: inout JSON.Object) {
        answer["error"] = failure.error.map(JSON.string)
        answer["cause"] = failure.cause.map(JSON.string)
        answer["status"] = "FAILED"
        if let n = state.retriers.firstIndex(where: { failure.isTaken(by: $0.errors) }),
            retries < state.retriers[n].maxAttempts
        {
            var random = random
            answer["status"] = "RETRIABLE"
            let seconds = state.retriers[n].delay(before: retries + 1, &random).inSeconds
            flow.stage("errorDetails", ["retryIndex": .int(n), "retryBackoffIntervalSeconds": .double(seconds)])
        } else if let n = state.catchers.firstIndex(where: { failure.isTaken(by: $0.errors) }),
            let output = try? DataFlow.merge(failure.output, state.catchers[n].resultPath, into: input)
        {
            answer["status"] = "CAUGHT_ERROR"
            answer["nextState"] = .string(state.catchers[n].next)
            answer["output"] = output
            flow.stage("errorDetails", ["catchIndex": .int(n)])
        }
    }

    /// Stages that the service does not show for this kind of state.
    private var hiddenStages: [String] {
        switch state.kind {
        case .pass(.some): ["afterInputPath", "afterParameters"]
        case .parallel: ["afterInputPath", "afterParameters", "result"]
        case .map: ["result"]
        default: []
        }
    }
}
