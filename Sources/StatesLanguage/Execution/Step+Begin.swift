import EventModel

extension Step {
    /// A branch comes to a state, which is begun in its turn.
    mutating func enter(_ id: Int, _ name: String, _ input: JSON) {
        guard let branch = execution.branches[id], let state = machine.states[name] else {
            return end(.failed, .runtime("The definition has no state '\(name)'"))
        }
        guard (execution.branches[branch.history]?.events ?? 0) < Execution.mostEvents - 10 else {
            let failure = StateFailure.runtime(
                "The execution reached the maximum number of history events (\(Execution.mostEvents))."
            )
            abort(descendants(of: branch.history))
            return branch.history == 0 ? end(.failed, failure) : closeFailed(branch.history, failure)
        }
        let details: JSON = ["name": .string(name), "input": input]
        let event = record(state.type + "StateEntered", id, details, state: name)
        var run = StateRun(name: name, input: input, enteredAt: now, enteredEvent: event)
        run.attempts = state.retriers.map { _ in 0 }
        execution.branches[id]?.state = run
        ready.append(id)
    }

    /// Does what a state does, as far as that needs no waiting.
    mutating func begin(_ id: Int) {
        guard let (state, run) = current(id) else { return }
        do throws(StateFailure) {
            try begin(id, state, run)
        } catch {
            fail(id, located(error, run))
        }
    }

    private mutating func begin(_ id: Int, _ state: State, _ run: StateRun) throws(StateFailure) {
        if case .task(let fields) = state.kind { return try beginTask(id, state, run, fields) }
        var flow = DataFlow(state, raw: run.input, context: context(id), variables: variables(id))
        let data = try flow.selected()
        switch state.kind {
        case .task: break
        case .pass(let result):
            let parameters = try flow.parameters(of: data, &random)
            let (output, assigned) = try flow.output(of: result ?? parameters, &random)
            leave(id, output, assigned, to: state.next)
        case .choice(let rules, let otherwise):
            let rule = try flow.chosen(rules, data)
            guard let next = rule?.next ?? otherwise else {
                throw StateFailure(.noChoiceMatched, "No rule of the state matched, and it has no default.")
            }
            let (output, assigned) = try flow.passed(data, rule == nil ? state.assign : rule?.assign, &random)
            leave(id, output, assigned, to: .state(next))
        case .wait(let fields):
            let end = try flow.end(of: fields, data, from: now)
            guard end > now else { return try passOn(id, state, &flow, data) }
            let timer = startTimer(at: end)
            execution.branches[id]?.state?.work = .wait(timer)
        case .succeed: try passOn(id, state, &flow, data)
        case .fail(let fields):
            let failure = try flow.failure(fields, data, &random)
            fail(id, failure)
        case .parallel(let branches):
            let parameters = try flow.parameters(of: data, &random)
            beginChildren(id, Children(data: parameters, count: branches.count, concurrency: branches.count))
        case .map(let fields): beginChildren(id, try children(fields, &flow, data))
        }
    }

    /// The end of a state that changes nothing: Wait and Succeed.
    private mutating func passOn(_ id: Int, _ state: State, _ flow: inout DataFlow, _ data: JSON) throws(StateFailure) {
        let (output, assigned) = try flow.passed(data, state.assign, &random)
        leave(id, output, assigned, to: state.next)
    }

    /// A Wait state's time has come.
    mutating func waited(_ id: Int) {
        guard let (state, run) = current(id) else { return }
        var flow = DataFlow(state, raw: run.input, context: context(id), variables: variables(id))
        do throws(StateFailure) {
            let data = try flow.selected()
            try passOn(id, state, &flow, data)
        } catch {
            fail(id, located(error, run))
        }
    }

    /// A state's work has a result: of a task, of branches, of iterations.
    mutating func conclude(_ id: Int, _ result: JSON) {
        guard let (state, run) = current(id) else { return }
        var flow = DataFlow(state, raw: run.input, context: context(id), variables: variables(id))
        do throws(StateFailure) {
            let (output, assigned) = try flow.output(of: result, &random)
            leave(id, output, assigned, to: state.next)
        } catch {
            fail(id, located(error, run))
        }
    }

    /// A branch goes on to the next state, or ends.
    mutating func leave(_ id: Int, _ output: JSON, _ assigned: [String: JSON], to next: State.Next) {
        guard let (state, run) = current(id) else { return }
        for (name, value) in assigned { execution.branches[id]?.variables[name] = value }
        record(state.type + "StateExited", id, ["name": .string(run.name), "output": output], state: run.name)
        execution.branches[id]?.state = nil
        if case .state(let name) = next { return enter(id, name, output) }
        id == 0 ? succeed(output) : closed(id, output)
    }

    /// The state that a branch is in; nil where there is none, or where the definition does not know it.
    func current(_ id: Int) -> (State, StateRun)? {
        guard let run = execution.branches[id]?.state, let state = machine.states[run.name] else { return nil }
        return (state, run)
    }

    /// A failure of the engine's own says where it came about, in the service's words.
    func located(_ failure: StateFailure, _ run: StateRun) -> StateFailure {
        guard failure.error != StateFailure.Name.dataLimitExceeded.rawValue else { return failure }
        let place =
            "An error occurred while executing the state '\(run.name)' (entered at the event id #\(run.enteredEvent)). "
        return StateFailure(error: failure.error, cause: String((place + (failure.cause ?? "")).prefix(32_768)))
    }
}
