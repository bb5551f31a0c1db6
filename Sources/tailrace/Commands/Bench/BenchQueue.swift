import ArgumentParser
import EventModel

/// `tailrace bench queue`.
struct BenchQueue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "A queue of the bundled pipeline: messages sent, received and deleted, each durable.",
        discussion: """
            Works in a data directory of its own in $TMPDIR, deleted afterwards. Name a folder on the disk in question: what waits
            for each commit is as fast as that disk, which is measured beside it.
            """
    )
    @Option(name: .long, help: "How many messages; one sender alone sends a twentieth of it.") var messages = 200_000
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if messages < 1 { throw ValidationError("--messages takes a number from 1") }
    }

    func run() async throws {
        let messages = messages
        let rows = try await interruptible { meter in
            try await QueueBench(messages: messages, meter: meter).rows()
        }
        BenchReport(what: counted(messages, "message"), ["messages": .int(messages)], rows).print(format)
    }
}
