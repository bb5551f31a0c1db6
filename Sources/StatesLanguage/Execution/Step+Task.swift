import EventModel

extension Step {
    mutating func beginTask(_ id: Int, _ state: State, _ run: StateRun, _ fields: TaskFields) throws(StateFailure) {
        let token = "\(execution.identity.id)#\(execution.nextToken)"
        var flow = DataFlow(
            state,
            raw: run.input,
            context: context(id, token: fields.resource.pattern == .token ? token : nil),
            variables: variables(id)
        )
        let data = try flow.selected()
        let timeout = try flow.integer(fields.timeout, "TimeoutSeconds", data, 1...Retrier.longest)
        let heartbeat = try flow.integer(fields.heartbeat, "HeartbeatSeconds", data, 1...Retrier.longest)
        let input = try flow.parameters(of: data, &random)
        execution.nextToken += 1
        record(fields.resource.kind.event(.scheduled), id, fields.resource.scheduled(input, timeout, heartbeat))
        act(
            .runTask(
                TaskRequest(
                    token: token,
                    state: state.name,
                    resource: fields.resource,
                    input: input,
                    retry: run.retryCount,
                    entered: execution.place(run, in: id)
                )
            )
        )
        var work = TaskWork(token: token, input: input)
        work.timeout = timeout.map { startTimer(after: .seconds($0)) }
        work.heartbeatSeconds = heartbeat
        work.heartbeat = heartbeat.map { startTimer(after: .seconds($0)) }
        execution.branches[id]?.state?.work = .task(work)
    }

    mutating func taskStarted(_ token: String) {
        guard let (id, resource, work) = task(token), !work.isStarted else { return }
        var started = work
        started.isStarted = true
        execution.branches[id]?.state?.work = .task(started)
        record(resource.kind.event(.started), id, resource.about)
    }

    mutating func taskSucceeded(_ token: String, _ output: JSON) {
        guard let (id, resource, work) = task(token) else { return }
        cancelTimers(work)
        do throws(StateFailure) {
            try DataLimit.check(output, "The state/task '\(resource.name)' returned a result")
        } catch {
            record(resource.kind.event(.failed), id, resource.about.with(error.details))
            return fail(id, error)
        }
        record(resource.kind.event(.succeeded), id, resource.about.with(["output": output]))
        conclude(id, output)
    }

    mutating func taskFailed(_ token: String, _ failure: StateFailure) {
        guard let (id, resource, work) = task(token) else { return }
        cancelTimers(work)
        let bounded = StateFailure(
            error: failure.error.map { String($0.prefix(256)) },
            cause: failure.cause.map { String($0.prefix(32_768)) }
        )
        record(resource.kind.event(.failed), id, resource.about.with(bounded.details))
        fail(id, bounded)
    }

    mutating func heartbeat(_ token: String) {
        guard let (id, _, work) = task(token), let seconds = work.heartbeatSeconds else { return }
        var alive = work
        if let old = work.heartbeat { act(.cancelTimer(id: old.id)) }
        alive.heartbeat = startTimer(after: .seconds(seconds))
        execution.branches[id]?.state?.work = .task(alive)
    }

    /// A task took too long, or was silent for too long.
    mutating func taskTimedOut(_ id: Int, _ work: TaskWork, isHeartbeat: Bool) {
        guard let (state, _) = current(id), case .task(let fields) = state.kind else { return }
        cancelTimers(work)
        act(.cancelTask(token: work.token))
        let name: StateFailure.Name = isHeartbeat ? .heartbeatTimeout : .timeout
        let failure = StateFailure(error: name.rawValue, cause: nil)
        record(fields.resource.kind.event(.timedOut), id, fields.resource.about.with(failure.details))
        fail(id, failure)
    }

    mutating func cancelTimers(_ work: TaskWork) {
        for timer in [work.timeout, work.heartbeat].compactMap({ $0 }) { act(.cancelTimer(id: timer.id)) }
    }

    /// The branch that waits for a task.
    private func task(_ token: String) -> (id: Int, resource: TaskResource, work: TaskWork)? {
        for branch in execution.branches.values {
            guard case .task(let work) = branch.state?.work, work.token == token, let (state, _) = current(branch.id),
                case .task(let fields) = state.kind
            else { continue }
            return (branch.id, fields.resource, work)
        }
        return nil
    }
}

extension JSON {
    /// The members of both.
    fileprivate func with(_ other: JSON) -> JSON {
        .object(JSON.Object((object?.members ?? []) + (other.object?.members ?? [])))
    }
}
