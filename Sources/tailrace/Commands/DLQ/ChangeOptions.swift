import ArgumentParser
import DeadLetters
import Pipeline

/// What every command takes that changes dead letters: whether it asks, whether it may, and why.
struct ChangeOptions: ParsableArguments {
    @OptionGroup var asking: ConfirmOptions
    @Option(name: .long, help: "Why, for the audit log.") var reason: String?

    /// The engine, if it may change anything.
    func engine(_ data: DataOption, contracts: ContractRegistry = BundledContracts.registry) throws -> DeadLetterEngine
    {
        try asking.permission.require()
        return try DeadLetterDesk(data, isReadOnly: false, contracts: contracts).engine
    }

    /// See ``ConfirmOptions/confirm(_:count:alwaysCount:)``.
    func confirm(_ plan: String, count: Int, alwaysCount: Bool = false) throws {
        try asking.confirm(plan, count: count, alwaysCount: alwaysCount)
    }
}
