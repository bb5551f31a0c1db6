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
    @OptionGroup var settings: RedriveSettings
    @Flag(name: .long, help: "Edit the message, one, in $VISUAL or $EDITOR first.") var edit = false
    @Option(name: .long, help: "How --edit shows the body: text, json, hex or base64 (default: as it reads best).")
    var body: BodyView?
    @Flag(name: .long, help: "Wait until it is known of every message whether it completed or died again.") var wait =
        false
    @Option(name: .long, help: "How long --wait waits for those that have not ended.") var patience: DurationArgument?
    @OptionGroup var change: ChangeOptions
    @OptionGroup var files: FlowFilesOption
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func validate() throws {
        try select.require()
        if body != nil, !edit { throw ValidationError("--body needs --edit") }
        if patience != nil, !wait { throw ValidationError("--patience needs --wait") }
    }

    func run() async throws {
        let engine = try change.engine(data, contracts: files.contracts())
        var options = settings.options(reason: change.reason)
        if wait { options.patience = patience?.duration ?? .seconds(600) }
        var plan = try await engine.plan(queue, select.selection(), options)
        guard !plan.ids.isEmpty else {
            let why = plan.warnings.isEmpty ? "" : ": \(plan.warnings.joined(separator: "; "))"
            throw Failure.notFound("nothing to redrive in \(visible(queue))\(visible(why))")
        }
        if edit {
            options.edits = try await edits(plan, engine)
            // They are in the edit.
            options.changes = []
            plan = try await engine.plan(queue, .ids(plan.ids), options)
        }
        if settings.diff || edit {
            let changes = try await engine.changes(plan)
            for line in ChangePrinter(paint: format.paint).lines(changes, of: plan) { Output.complain(line) }
        }
        try change.confirm(plan.text(verb: "Redrive"), count: plan.ids.count)
        let frozen = plan
        let result = try await interruptible { meter in
            try await engine.redrive(frozen) { meter.show(TaskReport($0).meter) }
        }
        try TaskReport(result, plan: plan).finish(format)
    }

    private func edits(_ plan: RedrivePlan, _ engine: DeadLetterEngine) async throws -> [String: RedriveOrder.Edit] {
        guard plan.ids.count == 1, let letter = try await engine.letters(plan.ids, in: queue).first else {
            throw Failure.badInput("--edit takes one message, \(plan.ids.count) are selected; --set changes many")
        }
        // The operator sees the message as it would go.
        let edit = try MessageEdit(letter, changes: settings.changes.map(\.change))
        let view = body ?? .fitting(edit.body)
        let edited = try Editor().edit(edit.body, as: view)
        return [letter.id: .init(body: edited, attributes: edit.attributes)]
    }
}
