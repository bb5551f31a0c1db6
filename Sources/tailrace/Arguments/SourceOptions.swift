import ArgumentParser
import EventModel
import Inputs
import Telemetry
import TerminalUI

/// SOURCE... of every reading command.
struct SourceOptions: ParsableArguments {
    @Argument(
        help:
            "Files (.gz and .zst as they are), patterns, - for standard input; nothing for the data directory's own telemetry."
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
    ///
    /// - Parameters:
    ///   - following: files that are not there yet are waited for.
    ///   - lead: see ``SourceReader``.
    func reader(following: Bool = false, lead: Int? = nil) throws -> SourceReader {
        if sources.isEmpty { try requireTelemetry() }
        let names = sources.isEmpty ? [BundledPipeline.telemetry(in: data.directory)] : sources
        do {
            return SourceReader(try names.map { try Source(argument: $0, following: following) }, lead: lead)
        } catch let error as InputError {
            throw Failure.badInput(error.message)
        }
    }

    func store() -> TelemetryStore { TelemetryStore(capacity: memory?.bytes ?? 1 << 30) }

    /// Reads every source to its end. Interrupted, it ends with what was read if a stream is among the sources, since nobody
    /// could read that again; the program ends as interrupted all the same.
    func load() async throws -> StoreSnapshot {
        let reader = try reader()
        let store = store()
        return try await interruptible { meter in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await show(reader, store, on: meter) }
                await reader.run(into: store, follow: false)
                group.cancelAll()
            }
            meter.clear()
            for problem in reader.problems { Output.complain("tailrace: \(problem)") }
            if Task.isCancelled {
                guard reader.readsStreams else { throw CancellationError() }
                Interruption.note()
                Output.complain("tailrace: interrupted; this is what was read so far")
            }
            return store.snapshot()
        }
    }

    /// How far loading has come, once it has taken a second.
    private func show(_ reader: SourceReader, _ store: TelemetryStore, on meter: Meter) async {
        var rate = LoadRate()
        try? await Task.sleep(for: .milliseconds(700))
        while !Task.isCancelled {
            let counters = store.snapshot().counters
            let share = reader.progress.map { "\(Int($0 * 100)) %  " } ?? ""
            let speed = rate.perSecond(counters.bytes, at: .now())
            if let speed {
                meter.show(
                    "\(share)\(Figures.count(counters.records)) records  \(Figures.bytes(counters.bytes))  \(Figures.bytes(Int(speed)))/s"
                )
            }
            try? await Task.sleep(for: .milliseconds(300))
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

/// Bytes a second over the last looks.
private struct LoadRate {
    private var looks: [(bytes: Int, at: Timestamp)] = []

    /// Nil at the first look.
    mutating func perSecond(_ bytes: Int, at now: Timestamp) -> Double? {
        looks.append((bytes, now))
        if looks.count > 8 { looks.removeFirst() }
        guard let first = looks.first, now > first.at else { return nil }
        return Double(bytes - first.bytes) / (now - first.at).inSeconds
    }
}
