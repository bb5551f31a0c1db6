import ArgumentParser

/// `tailrace check`: tries what events are routed and judged by, without a pipeline.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Try a schema on an event, or run a file of cases.",
        subcommands: [CheckSchema.self]
    )
}
