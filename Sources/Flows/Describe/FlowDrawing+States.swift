import EventModel
import Pipeline
import StatesLanguage

/// State machines: a branch for each state, with where it leads.
extension FlowDrawing {
    func stateMachine(_ name: String) -> Branch {
        var branch = Branch(text: "state machine \(name)")
        guard let machine = definition.stateMachines.first(where: { $0.name == name }) else { return branch }
        let states = machine.drawnStates
        branch.text += "  \(states.count) \(states.count == 1 ? "state" : "states")"
        if let seconds = machine.machine.timeoutSeconds { branch.text += ", at most \(Self.words(.seconds(seconds)))" }
        branch.branches = states.filter { $0.depth == 0 }.map {
            Branch(text: Self.words($0), branches: inside($0, states))
        }
        return branch
    }

    /// The states of the machines inside one: those that stand behind it, deeper.
    private func inside(_ outer: DrawnState, _ states: [DrawnState]) -> [Branch] {
        guard !outer.innerStarts.isEmpty, let place = states.firstIndex(where: { $0.name == outer.name }) else {
            return []
        }
        let inner = states[(place + 1)...].prefix { $0.depth > outer.depth }
        return inner.filter { $0.depth == outer.depth + 1 }.map {
            Branch(text: Self.words($0), branches: inside($0, states))
        }
    }

    private static func words(_ state: DrawnState) -> String {
        var text = state.isStart ? "starts in \(state.name)" : state.name
        text += "  \(state.type)"
        if let resource = state.resource { text += " \(resource)" }
        let retries = state.retried.filter { $0.attempts > 0 }.map { "\($0.errors) up to \($0.attempts) times" }
        if !retries.isEmpty { text += ", retries \(short(retries.joined(separator: "; "), 80))" }
        let nexts = state.nexts.isEmpty ? " (ends)" : " -> \(state.nexts.joined(separator: ", "))"
        let caught = state.caught.map { "; \($0.errors) -> \($0.next)" }.joined()
        return text + nexts + caught
    }
}

extension StateMachineDefinition {
    /// The shape of a state machine in `tailrace pipeline describe -o json`.
    var described: JSON {
        let states = drawnStates.map { state -> JSON in
            [
                "name": .string(state.name), "type": .string(state.type),
                "resource": state.resource.map { .string($0) } ?? .null,
                "function": state.function.map { .string($0) } ?? .null,
                "next": .array(state.nexts.map { .string($0) }),
                "caught": .array(state.caught.map { ["errors": .string($0.errors), "next": .string($0.next)] }),
                "inside": .array(state.innerStarts.map { .string($0) }),
            ]
        }
        return ["name": .string(name), "start_at": .string(machine.startAt), "states": .array(states)]
    }
}
