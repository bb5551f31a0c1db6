import EventModel

extension Step {
    /// A state fails: it is tried again, the failure is caught, or its branch fails. Retriers come before catchers, in each the first
    /// that takes the error (https://states-language.net/spec.html#errors).
    mutating func fail(_ id: Int, _ failure: StateFailure) {
        guard let (state, run) = current(id) else { return }
        if let n = state.retriers.firstIndex(where: { failure.isTaken(by: $0.errors) }),
            run.attempts.indices.contains(n), run.attempts[n] < state.retriers[n].maxAttempts
        {
            drop(descendants(of: id))
            let timer = startTimer(after: state.retriers[n].delay(before: run.attempts[n] + 1, &random))
            execution.branches[id]?.state?.attempts[n] += 1
            execution.branches[id]?.state?.retryCount += 1
            execution.branches[id]?.state?.children = nil
            execution.branches[id]?.state?.work = .backoff(timer)
            return
        }
        guard let catcher = state.catchers.first(where: { failure.isTaken(by: $0.errors) }) else {
            return closeFailed(id, failure)
        }
        let flow = DataFlow(state, raw: run.input, context: context(id), variables: variables(id))
        do throws(StateFailure) {
            let output = try DataFlow.merge(failure.output, catcher.resultPath, into: run.input)
            try DataLimit.check(output, "The state/task '\(state.name)' returned a result")
            let assigned = try flow.assigned(catcher.assign, from: failure.output, &random)
            drop(descendants(of: id))
            leave(id, output, assigned, to: .state(catcher.next))
        } catch {
            closeFailed(id, located(error, run))
        }
    }

    /// A branch fails, with the state that it is in: so it can be driven again.
    mutating func closeFailed(_ id: Int, _ failure: StateFailure) {
        guard let branch = execution.branches[id] else { return }
        execution.branches[id]?.state?.work = .failed(failure)
        guard let parent = branch.parent else { return end(.failed, failure) }
        childFailed(branch, parent, failure)
    }

    private mutating func childFailed(_ child: Branch, _ id: Int, _ failure: StateFailure) {
        guard let (state, run) = current(id), let children = run.children, run.work == .children else { return }
        execution.branches[id]?.state?.children?.running -= 1
        let isMap = children.items != nil
        if isMap, !state.isDistributedMap {
            record(.mapIterationFailed, id, iteration(state, child.index))
        }
        if children.tolerated.count < children.mostFailures {
            execution.branches[id]?.state?.children?.tolerated.insert(child.index)
            drop([child.id] + descendants(of: child.id))
            return goOn(id)
        }
        let others = descendants(of: id).filter { $0 != child.id }
        for other in others where execution.branches[other]?.parent == id && isMap && !state.isDistributedMap {
            record(.mapIterationAborted, id, iteration(state, execution.branches[other]?.index ?? 0))
        }
        abort(others)
        var reported = failure
        if children.hasThreshold {
            record(.mapRunFailed, id, failure.details)
            reported = StateFailure(
                .exceedToleratedFailureThreshold,
                "The specified tolerated failure threshold was exceeded"
            )
        }
        record(isMap ? .mapStateFailed : .parallelStateFailed, id, reported.details)
        fail(id, reported)
    }

    /// Stops what branches wait for; they stay, for a redrive.
    mutating func abort(_ ids: [Int]) {
        for id in ids {
            stop(id)
            guard let work = execution.branches[id]?.state?.work else { continue }
            if case .failed = work { continue }
            execution.branches[id]?.state?.work = .aborted
        }
    }

    /// Stops branches for good.
    mutating func drop(_ ids: [Int]) {
        for id in ids {
            stop(id)
            execution.branches[id] = nil
        }
    }

    private mutating func stop(_ id: Int) {
        switch execution.branches[id]?.state?.work {
        case .task(let work):
            cancelTimers(work)
            act(.cancelTask(token: work.token))
        case .wait(let timer), .backoff(let timer): act(.cancelTimer(id: timer.id))
        default: break
        }
    }
}
