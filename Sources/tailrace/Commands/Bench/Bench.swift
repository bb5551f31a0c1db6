import ArgumentParser
import Telemetry

/// `tailrace bench`: measures what matters to somebody who waits for it.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Measure reading, look-ups, queries, painting, matching, queues and redriving, on a file or on what is generated.",
        discussion: """
            Prints what was measured beside what must be reached and what is aimed at. The ratio says how many times better
            than required a figure is; below 1 it is missed. Other programs and the dashboard in a terminal are measured by
            'make bench'.
            """,
        subcommands: [
            BenchIngest.self, BenchLookup.self, BenchQuery.self, BenchRender.self, BenchMatch.self, BenchRedrive.self,
            BenchQueue.self, BenchAll.self, BenchGenerate.self,
        ]
    )
}

/// `tailrace bench all`: every measurement on one and the same input.
struct BenchAll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "all", abstract: "All of it.")
    @Option(name: .customLong("queue-messages"), help: "How many messages a queue is measured with.")
    var queueMessages =
        100_000
    @OptionGroup var options: BenchOptions

    func validate() throws {
        if queueMessages < 1 { throw ValidationError("--queue-messages takes a number from 1") }
    }

    func run() async throws {
        let queueMessages = queueMessages
        try await options.report { input in
            var rows = try await IngestBench(input).rows()
            let store = try await input.load()
            rows += LookupBench(store.snapshot()).rows()
            rows += try QueryBench(store.snapshot(), runs: input.runs).rows()
            rows += try await RenderBench(store).rows()
            rows += try await RedriveBench(letters: input.letters, runs: input.runs, meter: input.meter).rows()
            rows += try MatchBench(rules: [10, 10_000], events: 50_000, runs: input.runs, meter: input.meter).rows()
            rows += try await QueueBench(messages: queueMessages, meter: input.meter).rows()
            return rows
        }
    }
}

/// `tailrace bench ingest`.
struct BenchIngest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "From the first byte to the last record searchable and correlated; memory per record."
    )
    @OptionGroup var options: BenchOptions

    func run() async throws {
        try await options.report { try await IngestBench($0).rows() }
    }
}

/// `tailrace bench lookup`.
struct BenchLookup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup",
        abstract: "Flows by their correlation ids, each with its tree."
    )
    @OptionGroup var options: BenchOptions

    func run() async throws {
        try await options.report { LookupBench(try await $0.load().snapshot()).rows() }
    }
}

/// `tailrace bench query`.
struct BenchQuery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Filters on fields, and text searches, over all records."
    )
    @OptionGroup var options: BenchOptions

    func run() async throws {
        try await options.report { try QueryBench(try await $0.load().snapshot(), runs: $0.runs).rows() }
    }
}

/// `tailrace bench render`.
struct BenchRender: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Frames of the dashboard, painted but not written to a terminal."
    )
    @OptionGroup var options: BenchOptions

    func run() async throws {
        try await options.report { try await RenderBench(try await $0.load()).rows() }
    }
}
