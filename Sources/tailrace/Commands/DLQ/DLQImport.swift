import ArgumentParser
import DeadLetters
import EventModel
import TerminalUI

/// `tailrace dlq import`: puts exported dead letters into a queue.
struct DLQImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put exported dead letters into a queue; those whose id is there already are left out.",
        discussion:
            "A line that can not be taken is named with its number, and the others are taken. Ends with status 1 then."
    )
    @Argument(help: "The dead-letter queue.") var queue: String
    @Argument(help: "A file as dlq export writes it; - for standard input.") var file: String
    @OptionGroup var change: ChangeOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let engine = try change.engine(data)
        let lines = try FileLines(file)
        let (queue, reason) = (queue, change.reason)
        let report = try await interruptible { _ in try await engine.import(queue, lines: lines, reason: reason) }
        if format.output == .json {
            Output.print(report.json.description)
        } else {
            var line = "\(Figures.count(report.added)) of \(counted(report.lines, "line")) imported"
            if report.present > 0 { line += ", \(Figures.count(report.present)) there already" }
            if report.refused > 0 { line += ", \(Figures.count(report.refused)) refused" }
            Output.print("\(line)  (task \(visible(report.task)))")
        }
        for refusal in report.refusals {
            Output.complain("\(visible(file)), line \(refusal.line): \(visible(refusal.reason))")
        }
        if report.refused > report.refusals.count {
            Output.complain("and \(Figures.count(report.refused - report.refusals.count)) further lines")
        }
        if report.refused > 0 || report.lines == 0 { throw Failure.notFound("") }
    }
}

extension ImportReport {
    /// `{"task","lines","added","present","refused","refusals":[{"line","reason"}…]}`
    var json: JSON {
        [
            "task": .string(task), "lines": .int(lines), "added": .int(added), "present": .int(present),
            "refused": .int(refused),
            "refusals": .array(refusals.map { ["line": .int($0.line), "reason": .string($0.reason)] }),
        ]
    }
}
