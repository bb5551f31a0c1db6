import EventModel

extension Step {
    /// The context object as a branch's state sees it
    /// (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html).
    func context(_ id: Int, token: String? = nil) -> JSON {
        let identity = execution.identity
        var run: JSON.Object = JSON.Object([
            JSON.Member("Id", .string(identity.id)), JSON.Member("Input", execution.input),
            JSON.Member("StartTime", .string(execution.startedAt.rfc3339())),
            JSON.Member("Name", .string(identity.name)), JSON.Member("RoleArn", .string(identity.roleARN)),
            JSON.Member("RedriveCount", .int(execution.redriveCount)),
        ])
        if let at = execution.redrivenAt { run["RedriveTime"] = .string(at.rfc3339()) }
        var context = JSON.Object([
            JSON.Member("Execution", .object(run)),
            JSON.Member("StateMachine", ["Id": .string(identity.machineID), "Name": .string(identity.machineName)]),
        ])
        if let (state, run) = current(id) {
            var fields = JSON.Object([
                JSON.Member("Name", .string(run.name)), JSON.Member("EnteredTime", .string(run.enteredAt.rfc3339())),
            ])
            switch state.kind {
            case .task, .parallel, .map: fields["RetryCount"] = .int(run.retryCount)
            default: break
            }
            context["State"] = .object(fields)
        }
        if let token { context["Task"] = ["Token": .string(token)] }
        var here = execution.branches[id]
        while let branch = here {
            if let item = branch.item {
                context["Map"] = Self.item(branch.index, item)
                break
            }
            here = branch.parent.flatMap { execution.branches[$0] }
        }
        return .object(context)
    }

    /// The variables that a branch reads: its own, then its parents'. Iterations of a distributed Map state begin with none.
    func variables(_ id: Int) -> [String: JSON] {
        guard let first = execution.branches[id] else { return [:] }
        var all = first.variables
        var here = first
        while here.history != here.id, let parent = here.parent.flatMap({ execution.branches[$0] }) {
            all.merge(parent.variables) { own, _ in own }
            here = parent
        }
        return all
    }
}
