import ArgumentParser
import DeadLetters
import EventModel
import TerminalUI

/// `tailrace dlq redrive`: sends dead letters back. Send, confirmed on disk, then removed.
struct DLQRedrive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Send dead letters back to where they came from, with a plan first.",
        discussion:
            "Interrupting stops between two batches: what was sent stays sent, the rest stays in the dead-letter queue."
    )
    @Argument(help: "The dead-letter queue.") var queue: String
    @OptionGroup var select: SelectionOptions
    @Option(name: .customLong("to"), help: "Send to this queue instead of where each came from.") var to: String?
    @Option(name: .long, help: "At most this many a second: 20/s.") var rate: RateArgument?
    @Flag(name: .long, help: "Do not ask.") var yes = false
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let engine = try DeadLetterDesk(data).engine
        let plan = try await engine.plan(
            queue,
            select.selection(),
            to: to.map { .init(.queue, $0) },
            rate: rate?.perSecond
        )
        guard !plan.ids.isEmpty else { throw Failure.notFound("nothing to redrive in \(queue)") }
        if !yes { try confirm(plan.text(verb: "Redrive"), count: plan.ids.count) }
        let result = try await interruptible { meter in
            try await engine.redrive(plan) { meter.show("\($0.sent) of \($0.selected) redriven, \($0.remaining) left") }
        }
        try finish(plan, result, format: format, verb: "redriven")
    }
}

/// Shows a plan and asks for the count to be typed (`y` for one message). Cancel is the default; where there is no
/// terminal to ask on, nothing is changed.
func confirm(_ plan: String, count: Int) throws {
    Output.complain(plan)
    let expected = count == 1 ? "y" : String(count)
    guard let answer = Output.ask("Type \(expected) and Enter to go on, Enter alone to cancel: ") else {
        throw Failure.badInput("nothing was changed: no terminal to ask on; say --yes to go on without being asked")
    }
    guard answer == expected else { throw Failure(status: .notFound, message: "cancelled, nothing was changed") }
}

/// Prints what became of a task, and fails unless all of it was done.
func finish(_ plan: RedrivePlan, _ result: RedriveProgress, format: FormatOptions, verb: String) throws {
    if format.output == .json {
        Output.print(plan.json(result).description)
    } else {
        var line = "\(Figures.count(result.sent)) \(verb)"
        for (count, word) in [
            (result.failed, "failed"), (result.skipped, "skipped"), (result.uncertain, "uncertain"),
            (result.remaining, "left"),
        ]
        where count > 0 {
            line += ", \(Figures.count(count)) \(word)"
        }
        Output.print("\(line)  (\(result.state.rawValue), task \(result.id))")
        for note in result.notes { Output.print("  ! \(visible(note))") }
    }
    if result.state == .cancelled || result.state == .cancelling { throw Failure(status: .interrupted, message: "") }
    if result.sent < result.selected { throw Failure.notFound("") }
}
