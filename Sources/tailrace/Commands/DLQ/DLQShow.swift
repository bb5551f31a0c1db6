import ArgumentParser
import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// `tailrace dlq show`: dead letters whole, without consuming them.
struct DLQShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract:
            "Show dead letters whole: why they died, their earlier lives, their attributes, their body. Consumes nothing."
    )
    @Argument(help: "The dead-letter queue.") var queue: String
    @Argument(help: "Only these messages.") var ids: [String] = []
    @Option(name: [.customShort("q"), .long], parsing: .unconditional, help: "Only messages that match a query.")
    var query: String?
    @Option(name: .long, help: "Only messages that died of this cause (a fingerprint).") var group: String?
    @Option(name: .long, help: "died (the first first) or expires (the soonest first).")
    var sort: DeadLetterRequest.Order = .died
    @Option(name: .long, help: "How bodies are shown: text, json, hex or base64 (default: as each reads best).")
    var body: BodyView?
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let compiled = try query.map(compile)
        let engine = try DeadLetterDesk(data).engine
        let printer = LetterPrinter(paint: format.paint, body: body)
        let isJSON = format.output == .json
        var found = 0
        try await pages(engine) { letter in
            if let compiled, !compiled.matches(letter.json) { return }
            if isJSON {
                Output.write(Array((found == 0 ? "[" : ",\n").utf8) + letter.fullJSON.utf8)
            } else {
                printer.print(letter)
            }
            found += 1
        }
        if isJSON { Output.write(Array((found == 0 ? "[]\n" : "]\n").utf8)) }
        if found == 0 { throw Failure.notFound("no such message in \(queue)") }
    }

    private func pages(_ engine: DeadLetterEngine, _ show: (DeadLetter) -> Void) async throws {
        if !ids.isEmpty {
            _ = try await engine.queue(queue)
            for letter in try await engine.letters(ids, in: queue) { show(letter) }
            return
        }
        let size = 500
        var after: DeadLetterCursor?
        while true {
            let page = try await engine.messages(queue, group: group, order: sort, after: after, limit: size)
            for letter in page { show(letter) }
            guard page.count == size, let last = page.last else { return }
            let at = sort == .died ? last.died : last.expires ?? Timestamp(nanoseconds: .max)
            after = DeadLetterCursor(at: at, id: last.id)
        }
    }
}

extension DeadLetterRequest.Order: ExpressibleByArgument {}
