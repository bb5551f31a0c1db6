import ArgumentParser

/// `tailrace check`: tries something before it is deployed.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try a definition on its input before it is deployed.",
        subcommands: [CheckPattern.self, CheckSchema.self, CheckStateMachine.self]
    )
}
