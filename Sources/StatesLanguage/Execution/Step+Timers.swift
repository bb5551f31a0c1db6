import EventModel

extension Step {
    mutating func timerFired(_ id: Int) {
        if let timer = execution.timeout, timer.id == id {
            guard isDue(timer) else { return }
            return end(.timedOut, StateFailure(error: StateFailure.Name.timeout.rawValue, cause: nil))
        }
        if execution.continuation?.id == id {
            execution.continuation = nil
            ready = execution.branches.values.filter { $0.state?.work == .ready }.map(\.id).sorted()
            return
        }
        for branch in execution.branches.values {
            switch branch.state?.work {
            case .wait(let timer) where timer.id == id: if isDue(timer) { waited(branch.id) }
            case .backoff(let timer) where timer.id == id:
                guard isDue(timer) else { return }
                execution.branches[branch.id]?.state?.work = .ready
                ready.append(branch.id)
            case .task(let work) where work.timeout?.id == id || work.heartbeat?.id == id:
                let isHeartbeat = work.heartbeat?.id == id
                if let timer = isHeartbeat ? work.heartbeat : work.timeout, isDue(timer) {
                    taskTimedOut(branch.id, work, isHeartbeat: isHeartbeat)
                }
            default: continue
            }
            return
        }
    }

    /// A timer that fires too early is started again.
    private mutating func isDue(_ timer: Timer) -> Bool {
        if timer.at <= now { return true }
        act(.startTimer(id: timer.id, at: timer.at))
        return false
    }
}
