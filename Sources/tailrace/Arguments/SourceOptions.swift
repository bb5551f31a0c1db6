import ArgumentParser
import EventModel
import Inputs
import Telemetry
import TerminalUI

/// SOURCE... of every reading command.
struct SourceOptions: ParsableArguments {
    @Argument(
        help: "Files (.gz as they are), patterns, - for standard input; nothing for the data directory's own telemetry."
    )
    var sources: [String] = []
    @OptionGroup var data: DataOption
    @OptionGroup var fields: FieldsOption
    @Option(
        name: .long,
        help: ArgumentHelp("Memory that records may take; the oldest are dropped, and counted.", valueName: "size")
    )
    var memory: SizeArgument?

    /// The sources that were named; by default the telemetry of the data directory.
    func reader() throws -> SourceReader {
        if sources.isEmpty { try requireTelemetry() }
        let names = sources.isEmpty ? [BundledPipeline.telemetry(in: data.directory)] : sources
        do {
            let reader = SourceReader(try names.map { try Source(argument: $0) })
            return reader
        } catch let error as InputError {
            throw Failure.badInput(error.message)
        }
    }

    func store() -> TelemetryStore { TelemetryStore(capacity: memory?.bytes ?? 1 << 30) }

    /// Reads every source to its end.
    func load() async throws -> StoreSnapshot {
        let reader = try reader()
        let store = store()
        return try await interruptible { meter in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    while true {
                        try await Task.sleep(for: .milliseconds(500))
                        let counters = store.snapshot().counters
                        let share = reader.progress.map { ", \(Int($0 * 100)) %" } ?? ""
                        meter.show(
                            "\(Figures.count(counters.records)) records, \(Figures.bytes(counters.bytes))\(share)"
                        )
                    }
                }
                group.addTask { await reader.run(into: store, follow: false) }
                _ = try await group.next()
                group.cancelAll()
            }
            try Task.checkCancellation()
            for problem in reader.problems { Output.complain("tailrace: \(problem)") }
            return store.snapshot()
        }
    }

    /// Says on standard error what of the input was not as it should be.
    func report(_ counters: StoreCounters) {
        if counters.malformed > 0 {
            Output.complain("\(Figures.count(counters.malformed)) lines are no JSON objects and were kept raw")
        }
        if counters.dropped > 0 {
            Output.complain(
                "\(Figures.count(counters.dropped)) records, the oldest, did not fit into the memory; see --memory"
            )
        }
    }

    private func requireTelemetry() throws {
        if Source.expand(BundledPipeline.telemetry(in: data.directory)).isEmpty {
            throw Failure.badInput(
                "no source was named, and no pipeline has run on \(data.directory); name files, - for standard input, or --data DIR"
            )
        }
    }
}
