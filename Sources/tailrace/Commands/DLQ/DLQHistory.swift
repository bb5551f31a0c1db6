import ArgumentParser
import DeadLetters
import EventModel
import TerminalUI

/// `tailrace dlq history`: the audit log, verified.
struct DLQHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Print who did what to dead letters, and why, and verify that the log is whole.",
        discussion:
            "Each entry has the hash of the one before. Ends with status 1 and the place where the log was changed."
    )
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reading = try await DeadLetterDesk(data).engine.history()
        if format.output == .json {
            Output.print(reading.json.description)
        } else {
            for entry in reading.entries { Output.print(text(entry)) }
            if reading.isTorn {
                Output.complain("the last line was not written to its end, and nothing was done on it")
            }
        }
        if let problem = reading.problem {
            throw Failure.notFound("\(data.directory)/audit.jsonl was changed: \(visible(problem.description))")
        }
    }

    private func text(_ entry: AuditEntry) -> String {
        let paint = format.paint
        var line = "#\(entry.seq)  \(entry.at.rfc3339())  \(visible(entry.actor))  \(paint(entry.act.rawValue, .bold))"
        line += "  \(visible(entry.queue))  \(counted(entry.selected, "message"))"
        if !entry.detail.isEmpty { line += "  \(visible(entry.detail))" }
        if let reason = entry.reason { line += "  “\(visible(reason))”" }
        line += "  \(paint("task \(visible(entry.task))", .dim))"
        if let outcome = entry.outcome { line += "\n    → \(visible(outcome))" }
        return line
    }
}

extension AuditReading {
    /// `{"whole","problem":{"line","reason"},"torn","entries":[…]}`
    var json: JSON {
        [
            "whole": .bool(isWhole),
            "problem": problem.map { ["line": .int($0.line), "reason": .string($0.reason)] } ?? .null,
            "torn": .bool(isTorn),
            "entries": .array(
                entries.map {
                    [
                        "seq": .int($0.seq), "at": .string($0.at.rfc3339()), "actor": .string($0.actor),
                        "act": .string($0.act.rawValue), "task": .string($0.task), "queue": .string($0.queue),
                        "reason": $0.reason.map(JSON.string) ?? .null, "selected": .int($0.selected),
                        "detail": .string($0.detail), "outcome": $0.outcome.map(JSON.string) ?? .null,
                        "prev": .string($0.prev), "hash": .string($0.hash),
                    ]
                }
            ),
        ]
    }
}
