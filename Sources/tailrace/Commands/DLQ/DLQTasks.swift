import ArgumentParser
import DeadLetters
import EventModel
import TerminalUI

/// `tailrace dlq tasks`: what was done and is being done to dead letters, and what became of it.
struct DLQTasks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tasks",
        abstract: "List the tasks on dead letters, newest first, or one with what became of its messages."
    )
    @Argument(help: "Only this task, with fresh counts of what completed and what died again.") var task: String?
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let engine = try DeadLetterDesk(data).engine
        let tasks =
            if let task {
                [try await engine.outcome(engine.task(task).id)]
            } else {
                try await engine.tasks()
            }
        if format.output == .json {
            Output.print(JSON.array(tasks.map { .object(TaskReport($0).json) }).description)
        } else {
            for task in tasks { text(task) }
            let dropped = try await engine.droppedTasks()
            if dropped > 0 {
                Output.complain("\(counted(dropped, "older task")) \(dropped == 1 ? "is" : "are") not kept any more")
            }
        }
        if tasks.isEmpty { throw Failure.notFound("no tasks in \(data.directory)") }
    }

    private func text(_ task: RedriveProgress) {
        let ink: Paint.Ink? =
            switch task.state {
            case .failed, .stopped, .interrupted: .red
            case .planned, .scheduled, .running, .cancelling: .yellow
            case .completed, .cancelled: nil
            }
        let head = [
            task.started?.rfc3339(digits: 0) ?? "", task.kind.rawValue, visible(task.queue), visible(task.actor),
        ]
        Output.print("\(head.joined(separator: "  "))\n  \(format.paint(TaskReport(task).line, ink))")
        for note in task.notes { Output.print("  ! \(visible(note))") }
    }
}
