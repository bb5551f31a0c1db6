import EventModel

extension EventRecord {
    /// Asks a system of the sandbox for what `token` names: spends the time of a call, and fails for as many requests as the token
    /// says.
    ///
    /// - Parameter refusal: What the system answers then, by what the token says and the number of the request, from 1.
    func ask(
        _ system: StaticString,
        _ token: String,
        _ service: Service,
        _ milliseconds: ClosedRange<Int>,
        refusal: (_ token: SandboxToken, _ request: Int) -> ErrorInfo
    ) async throws {
        let says = SandboxToken(token)
        let request = says.times > 0 ? try await context.countRequest(token, in: "\(system)-requests") : 1
        try await service.call(milliseconds, self, system)
        if request <= says.times { throw refusal(says, request) }
    }
}

extension Fate {
    /// A token of the sandbox that leads to this fate where three attempts are made: `trk_down3_8f2c` for a word `down` that dies.
    func token(_ prefix: String, _ word: String, _ random: inout SeededRandom) -> String {
        let said =
            switch self {
            case .completes: "ok"
            case .retries: "\(word)1"
            case .dies: "\(word)3"
            }
        return "\(prefix)_\(said)_\(random.hex(8))"
    }
}
