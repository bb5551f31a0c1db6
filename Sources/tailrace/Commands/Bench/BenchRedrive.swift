import ArgumentParser
import EventModel

/// `tailrace bench redrive`.
struct BenchRedrive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Dead letters of the bundled pipeline: list, groups, pages, and redriving, durable.",
        discussion: "Works on generated dead letters in a data directory of its own in $TMPDIR, deleted afterwards."
    )
    @Option(name: .long, help: "How many dead letters; of more than 100,000 so many are redriven.") var records =
        100_000
    @Option(name: .long, help: "Repeat what is short this often; medians are printed.") var runs = 5
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if records < 1 { throw ValidationError("--records takes a number from 1") }
        if runs < 1 { throw ValidationError("--runs takes a number from 1") }
    }

    func run() async throws {
        let (records, runs) = (records, runs)
        let rows = try await interruptible { meter in
            try await RedriveBench(letters: records, runs: runs, meter: meter).rows()
        }
        BenchReport(what: counted(records, "dead letter"), ["letters": .int(records)], rows).print(format)
    }
}
