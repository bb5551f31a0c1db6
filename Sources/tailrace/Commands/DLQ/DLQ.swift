import ArgumentParser

/// `tailrace dlq`: the dead-letter workbench as commands.
struct DLQ: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dlq",
        abstract: "Inspect, redrive and delete dead letters.",
        subcommands: [DLQList.self, DLQShow.self, DLQPlan.self, DLQRedrive.self, DLQDelete.self]
    )
}
