package import EventModel
import StatesLanguage

extension ExecutionPath {
    /// Put together from an execution's history, as `GetExecutionHistory` prints it. Iterations of a distributed Map state have histories of
    /// their own and are left out.
    init(_ summary: ExecutionSummary, _ machine: StateMachine, _ execution: Execution, history: [JSON]) {
        var states = machine.inOrder.map { State(name: $0.name, type: $0.type, mark: .ahead) }
        var places: [String: Int] = [:]
        for (i, state) in states.enumerated() { places[state.name] = i }
        // The state that an event is about: the one that the event before it was about.
        var about: [Int: Int] = [:]
        for event in history where event["child"] == nil {
            guard let id = event["id"]?.integer, let type = event["type"]?.string else { continue }
            let at = event["timestamp"]?.string.flatMap { Timestamp(rfc3339: $0) }
            if type.hasSuffix("StateEntered") {
                guard let name = event["stateEnteredEventDetails"]?["name"]?.string, let i = places[name] else {
                    continue
                }
                about[id] = i
                states[i].entered += 1
                states[i].mark = .current
                states[i].since = at
                continue
            }
            guard let i = event["previousEventId"]?.integer.flatMap({ about[$0] }) else { continue }
            about[id] = i
            if type.hasSuffix("StateExited") {
                states[i].mark = .left
                states[i].since = at
            } else if type.hasSuffix("Scheduled") {
                states[i].attempts += 1
            } else if type.hasSuffix("Failed") || type.hasSuffix("TimedOut"), !type.hasPrefix("Execution") {
                states[i].error = Self.error(event, type)
            }
        }
        if execution.status != .running {
            for i in states.indices where states[i].mark == .current {
                states[i].mark = .failed
                if states[i].error == nil { states[i].error = execution.failure?.error }
                states[i].since = execution.endedAt
            }
        }
        self.init(
            execution: PipelineParts.Execution(summary),
            states: states,
            input: execution.input,
            output: execution.output,
            cause: execution.failure?.cause
        )
    }

    private static func error(_ event: JSON, _ type: String) -> String? {
        let details = event[type.prefix(1).lowercased() + type.dropFirst() + "EventDetails"]
        guard let error = details?["error"]?.string else { return nil }
        let cause = details?["cause"]?.string ?? ""
        // A function's error comes as a JSON text.
        let words = (try? JSON(parsing: cause))?["errorMessage"]?.string ?? cause
        return words.isEmpty ? error : "\(error): \(words)"
    }
}

extension ExecutionDesk {
    /// An execution with its way through its states; nil if there is none.
    package func path(_ id: String) async throws -> ExecutionPath? {
        guard let found = try await found(id) else { return nil }
        return ExecutionPath(found.summary, found.machine, found.execution, history: try await history(id))
    }
}
