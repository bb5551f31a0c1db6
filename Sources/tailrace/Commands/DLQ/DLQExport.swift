import ArgumentParser
import DeadLetters
import EventModel

/// `tailrace dlq export`: dead letters as JSON lines, without loss.
struct DLQExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write dead letters as JSON lines to standard output: bodies, attributes, attempts, history.",
        discussion: "Consumes nothing. `dlq import` reads them back, the same byte for byte."
    )
    @Argument(help: "The dead-letter queue.") var queue: String
    @OptionGroup var select: SelectionOptions
    @OptionGroup var data: DataOption

    func validate() throws { if select.given > 0 { try select.require() } }

    func run() async throws {
        let engine = try DeadLetterDesk(data).engine
        let (queue, selection) = (queue, try select.selection())
        let count = try await interruptible { _ in
            try await engine.export(queue, selection) { Output.write($0) }
        }
        if count == 0 { throw Failure.notFound("nothing to export in \(queue)") }
    }
}
