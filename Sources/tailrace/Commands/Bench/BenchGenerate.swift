import ArgumentParser
import TerminalUI

/// `tailrace bench generate`: the records that the others measure on, for measuring other programs on the same.
struct BenchGenerate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write the generated records to a file: the same seed and number give the same bytes."
    )
    @Argument(help: "The file to write; one that is there is written over.") var file: String
    @Option(name: .long, help: "How many.") var records = 1_000_000
    @Option(name: .long, help: "Other records of the same kind.") var seed: UInt64 = 1
    @Option(
        name: .long,
        parsing: .unconditional,
        help: "The time of the first record, RFC 3339 or -5m (default: 2026-03-01T09:00:00Z)."
    )
    var from: TimeArgument?

    func validate() throws {
        if records < 1 { throw ValidationError("--records takes a number from 1") }
    }

    func run() async throws {
        let (file, log) = (file, SampleLog(records: records, seed: seed, start: from?.time ?? SampleLog.usualStart))
        let bytes = try await interruptible { meter in
            try log.write(to: file) { meter.show("\(Figures.count($0)) records") }
        }
        Output.complain("\(counted(records, "record")), \(Figures.bytes(bytes)): \(file)")
    }
}
