extension Execution {
    /// What it waits for, as actions: for whoever reads it back and must begin to wait again. Tasks keep their tokens; one may have been
    /// run already.
    package func outstanding(of machine: StateMachine) -> [Action] {
        guard status == .running else { return [] }
        var actions = [timeout, continuation].compactMap { $0 }.map { Action.startTimer(id: $0.id, at: $0.at) }
        for branch in branches.values.sorted(by: { $0.id < $1.id }) {
            guard let run = branch.state else { continue }
            switch run.work {
            case .task(let work):
                guard case .task(let fields) = machine.states[run.name]?.kind else { continue }
                actions.append(
                    .runTask(
                        TaskRequest(
                            token: work.token,
                            state: run.name,
                            resource: fields.resource,
                            input: work.input,
                            retry: run.retryCount,
                            entered: place(run, in: branch.id)
                        )
                    )
                )
                for timer in [work.timeout, work.heartbeat].compactMap({ $0 }) {
                    actions.append(.startTimer(id: timer.id, at: timer.at))
                }
            case .wait(let timer), .backoff(let timer): actions.append(.startTimer(id: timer.id, at: timer.at))
            default: continue
            }
        }
        return actions
    }

    /// Where a state was entered.
    func place(_ run: StateRun, in branch: Int) -> HistoryEvent.Place {
        let history = branches[branch]?.history ?? 0
        return HistoryEvent.Place(event: run.enteredEvent, child: history == 0 ? nil : history)
    }
}
