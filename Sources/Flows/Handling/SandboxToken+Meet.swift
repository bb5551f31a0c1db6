import EventModel
import Pipeline

extension SandboxToken {
    /// A token for what is to become of a flow: `visa` behaves; `busy1` is refused once; `down3` as often as a policy of three attempts
    /// tries, so that the operator's redrive is the first that succeeds.
    static func planned(_ fate: Fate, _ random: inout SeededRandom) -> String {
        let word =
            switch fate {
            case .completes: "visa"
            case .retries: "busy1"
            case .dies: "down3"
            }
        return "tok_\(word)_\(random.hex(8))"
    }
}

extension Service {
    /// Calls a neighbour's sandbox, which counts the requests of each token in a table and goes wrong as the token says.
    ///
    /// - Parameter neighbour: what messages call it: `ledger`.
    /// - Throws: ``ErrorInfo`` `ServiceUnavailable` or `TooManyRequests`.
    func meet(_ token: String, at neighbour: String, _ record: EventRecord) async throws {
        let request = try await record.context.countRequest("\(name) \(token)", in: "sandbox-requests")
        try await call(3...25, record, "meet")
        let behaviour = SandboxToken(token)
        guard request <= behaviour.times else { return }
        switch behaviour.behaviour {
        case "down":
            throw failure("ServiceUnavailable", "\(neighbour)-\(request).shop.example refused the connection")
        case "busy": throw failure("TooManyRequests", "\(neighbour).shop.example asks to come back later")
        default: return
        }
    }
}
