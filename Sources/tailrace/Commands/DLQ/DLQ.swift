import ArgumentParser

/// `tailrace dlq`: the dead-letter workbench as commands.
struct DLQ: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dlq",
        abstract: "Inspect, redrive, edit, delete and bring back dead letters.",
        discussion: """
            Whatever takes messages out of a queue keeps them whole first, and writes down who did it and why: `undo` brings back
            what nobody has handled yet, `history` shows the log and proves that it is whole. TAILRACE_READ_ONLY=1 refuses every
            change.
            """,
        subcommands: [
            DLQList.self, DLQShow.self, DLQPlan.self, DLQRedrive.self, DLQDelete.self, DLQPurge.self, DLQPark.self,
            DLQUndo.self,
            DLQExport.self, DLQImport.self, DLQHistory.self, DLQTasks.self, DLQResume.self, DLQCancel.self,
            DLQAttend.self,
        ]
    )
}
