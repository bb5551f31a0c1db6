import Pipeline
import StatesLanguage

/// A state of a machine as drawings show it.
struct DrawnState {
    var name: String
    var type: String
    /// What a Task state runs, as its definition says it.
    var resource: String?
    /// The function of the pipeline that it runs.
    var function: String?
    var isStart: Bool
    var isEnd: Bool
    /// How deep it stands in Parallel and Map states.
    var depth: Int
    var nexts: [String]
    var caught: [(errors: String, next: String)]
    var retried: [(errors: String, attempts: Int)]
    /// Where the machines inside it start.
    var innerStarts: [String]
}

extension StateMachineDefinition {
    /// Every state: the outermost in the order of the definition, behind each those inside it.
    var drawnStates: [DrawnState] {
        var drawn: [DrawnState] = []
        var left = machine.names.reversed().map { (name: $0, depth: 0) }
        var seen = Set(machine.names)
        while let (name, depth) = left.popLast() {
            guard let state = machine.states[name] else { continue }
            drawn.append(
                DrawnState(
                    name: name,
                    type: state.type,
                    resource: state.resource?.uri,
                    function: state.functionName,
                    isStart: name == machine.startAt,
                    isEnd: state.isEnd,
                    depth: depth,
                    nexts: state.successors,
                    caught: state.catches.map { ($0.errors.joined(separator: ", "), $0.next) },
                    retried: state.retries.map { ($0.errors.joined(separator: ", "), $0.attempts) },
                    innerStarts: state.innerStarts
                )
            )
            // A name stands once in a whole machine.
            let inner = state.innerStarts.map { ($0, depth + 1) }
            let after = depth == 0 ? [] : state.targets.map { ($0, depth) }
            for (name, depth) in (inner + after).reversed() where seen.insert(name).inserted {
                left.append((name, depth))
            }
        }
        return drawn
    }
}
