package import EventModel

extension Execution {
    /// How long after its end an execution can be driven again, and with how many events at most
    /// (https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html).
    private static let redrivable = Duration.seconds(14 * 86_400)
    private static let mostEventsToRedrive = 24_999

    /// Why it can not be driven again from where it failed; nil if it can.
    package func redriveRefusal(at now: Timestamp) -> String? {
        switch status {
        case .running: return "the execution is running"
        case .succeeded: return "the execution succeeded"
        case .failed, .timedOut, .aborted: break
        }
        if let endedAt, now - endedAt > Self.redrivable { return "the execution ended more than 14 days ago" }
        if eventCount >= Self.mostEventsToRedrive { return "the execution's history has \(eventCount) events" }
        if branches[0]?.state == nil { return "the execution failed before its first state" }
        return nil
    }
}

extension Step {
    /// Begins again what failed or was stopped; what has succeeded stays. The execution's timeout begins anew.
    mutating func redrive() {
        guard execution.redriveRefusal(at: now) == nil else { return }
        execution.status = .running
        execution.failure = nil
        execution.endedAt = nil
        execution.redriveCount += 1
        execution.redrivenAt = now
        let details: JSON = ["redriveCount": .int(execution.redriveCount)]
        record(HistoryEvent.Kind.executionRedriven.name, 0, details, isOfExecution: true)
        execution.timeout = machine.timeoutSeconds.map { startTimer(after: .seconds($0)) }
        resume(0)
    }

    private mutating func resume(_ id: Int) {
        guard let (state, run) = current(id) else { return }
        execution.branches[id]?.state?.attempts = state.retriers.map { _ in 0 }
        execution.branches[id]?.state?.retryCount = 0
        let inside = execution.branches.values.filter { $0.parent == id }.map(\.id).sorted()
        // A state whose branches are there failed by one of them, or was stopped; else it failed by itself.
        guard var children = run.children, !children.isDone, !inside.isEmpty || children.next > 0 else {
            drop(descendants(of: id))
            execution.branches[id]?.state?.children = nil
            execution.branches[id]?.state?.work = .ready
            ready.append(id)
            return
        }
        children.running = inside.count
        execution.branches[id]?.state?.children = children
        execution.branches[id]?.state?.work = .children
        for child in inside { resume(child) }
        goOn(id)
    }
}
