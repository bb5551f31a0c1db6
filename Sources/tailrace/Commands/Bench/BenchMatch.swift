import ArgumentParser
import EventModel

/// `tailrace bench match`.
struct BenchMatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Events against the rules of a bus, on one core: how many a second, and what more rules cost."
    )
    @Option(name: .long, help: "Numbers of rules to compare, with commas.") var rules = "10,10000"
    @Option(name: .long, help: "How many events a measurement takes.") var events = 200_000
    @Option(name: .long, help: "Repeat this often; medians are printed.") var runs = 5
    @OptionGroup var format: FormatOptions

    private var counts: [Int] { rules.split(separator: ",").compactMap { Int($0) } }

    func validate() throws {
        let parts = rules.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == counts.count, counts.allSatisfy({ (1...1_000_000).contains($0) }) else {
            throw ValidationError("--rules takes numbers from 1 to 1000000 with commas between them, not '\(rules)'")
        }
        if events < 1 { throw ValidationError("--events takes a number from 1") }
        if runs < 1 { throw ValidationError("--runs takes a number from 1") }
    }

    func run() async throws {
        let (counts, events, runs) = (counts, events, runs)
        let rows = try await interruptible { meter in
            try MatchBench(rules: counts, events: events, runs: runs, meter: meter).rows()
        }
        BenchReport(
            what: "\(counted(events, "event")), rules of every kind",
            ["events": .int(events), "rules": .array(counts.map(JSON.int))],
            rows
        ).print(format)
    }
}
