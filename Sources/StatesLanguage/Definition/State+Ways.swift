import EventModel

/// What a state leads to and works with, for whoever draws or checks a machine.
extension State {
    /// The function that it runs: by its resource, or by the name that it gives the service which invokes functions; nil where it runs
    /// none, or the name is only known in the execution.
    package var functionName: String? {
        switch resource?.kind {
        case .function(let name): return name
        case .integration("lambda", "invoke"):
            guard case .object(let members) = parameters,
                case .literal(.string(let text)) = members.first(where: { $0.name == "FunctionName" })?.value
            else { return literalFunctionName }
            return Self.function(text)
        default: return nil
        }
    }

    /// The states that it leads to where nothing fails, each once, in the order of the definition.
    package var successors: [String] {
        var seen: Set<String> = []
        return transitions.filter { !$0.place.hasPrefix("Catch/") }.map(\.target).filter { seen.insert($0).inserted }
    }

    /// Where its errors lead, in the order in which they are looked at.
    package var catches: [(errors: [String], next: String)] { catchers.map { ($0.errors, $0.next) } }

    /// How often each of some errors is tried again.
    package var retries: [(errors: [String], attempts: Int)] { retriers.map { ($0.errors, $0.maxAttempts) } }

    /// Whether nothing follows it.
    package var isEnd: Bool { successors.isEmpty }

    private var literalFunctionName: String? {
        guard case .literal(let json) = parameters else { return nil }
        return json["FunctionName"]?.string.map(Self.function)
    }

    private static func function(_ text: String) -> String {
        if case .function(let name) = TaskResource(text).kind { name } else { text }
    }
}
