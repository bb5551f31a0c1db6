import ArgumentParser
import DeadLetters
import Pipeline

/// What every command that changes something takes: whether it asks, whether it may, and why.
struct ChangeOptions: ParsableArguments {
    @Flag(name: .long, help: "Do not ask.") var yes = false
    @Flag(name: .long, help: "Change nothing whatever else is said (TAILRACE_READ_ONLY=1 says the same).")
    var readOnly = false
    @Option(name: .long, help: "Why, for the audit log.") var reason: String?

    var isReadOnly: Bool { readOnly || DeadLetterDesk.isReadOnlyByEnvironment }

    /// The engine, if it may change anything.
    func engine(_ data: DataOption, contracts: ContractRegistry = BundledContracts.registry) throws -> DeadLetterEngine
    {
        if isReadOnly {
            let by = readOnly ? "--read-only" : "TAILRACE_READ_ONLY"
            throw Failure.badInput("read-only (\(by)): nothing was changed")
        }
        return try DeadLetterDesk(data, isReadOnly: false, contracts: contracts).engine
    }

    /// Shows what is about to happen and asks for the count to be typed, or for `y` where it is one message. Cancel is the default;
    /// where there is no terminal to ask on, nothing is changed.
    func confirm(_ plan: String, count: Int, alwaysCount: Bool = false) throws {
        if yes { return }
        Output.complain(plan)
        let expected = count == 1 && !alwaysCount ? "y" : String(count)
        guard let answer = Output.ask("Type \(expected) and Enter to go on, Enter alone to cancel: ") else {
            throw Failure.badInput("nothing was changed: no terminal to ask on; say --yes to go on without being asked")
        }
        guard answer == expected else { throw Failure(status: .notFound, message: "cancelled, nothing was changed") }
    }
}
