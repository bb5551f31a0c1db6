import Inputs
import Telemetry

/// Reading a file until its last record can be found by a query and by its flow.
struct IngestBench {
    let input: BenchInput

    init(_ input: BenchInput) { self.input = input }

    func rows() async throws -> [BenchRow] {
        var seconds: [Double] = []
        var memory: [BenchRow] = []
        for run in 0..<input.runs {
            input.meter.show("ingest, run \(run + 1) of \(input.runs)")
            let before = Machine.anonymousMemory
            let store = TelemetryStore(capacity: input.memory)
            let reader = SourceReader([.file(input.path)])
            let clock = ContinuousClock()
            let start = clock.now
            await reader.run(into: store, follow: false)
            let snapshot = store.snapshot()
            try IngestBench.reach(snapshot)
            seconds.append((clock.now - start) / .seconds(1))
            try Task.checkCancellation()
            if let problem = reader.problems.first { throw Failure.badInput(problem) }
            // Of the first run only: what later ones take, they take from what it gave back.
            if run == 0 { memory = IngestBench.memory(snapshot, before: before) }
        }
        let one = Machine().cores == 1
        let rate = BenchRow(
            "ingest",
            one ? "ingest, 1 core" : "ingest, \(Machine().cores) cores",
            Double(input.bytes) / seconds.median,
            .bytesPerSecond,
            must: one ? 800e6 : 1280e6,
            aim: one ? 1500e6 : 2300e6
        )
        return [rate] + memory
    }

    /// The newest record's flow: it is there only once everything before it is.
    private static func reach(_ snapshot: StoreSnapshot) throws {
        // Of a log that knows no flows, the last records are looked at in vain.
        guard let id = snapshot.ids.suffix(1000).lazy.reversed().compactMap({ snapshot.row($0)?.correlationID }).first
        else { return }
        guard snapshot.trace(id) != nil else {
            throw Failure.notFound("the flow \(id) of one of the last records was not found after loading")
        }
    }

    private static func memory(_ snapshot: StoreSnapshot, before: Int?) -> [BenchRow] {
        let held = snapshot.ids.count
        guard held > 0 else { return [] }
        var rows: [BenchRow] = []
        if let before, let after = Machine.anonymousMemory {
            let each = Double(max(after - before, 0)) / Double(held)
            rows.append(BenchRow("memory", "memory per record, of the process", each, .bytes, must: 64, aim: 40))
        }
        let each = Double(snapshot.counters.resident) / Double(held)
        rows.append(
            BenchRow("memory_counted", "memory per record, as the store counts", each, .bytes, must: 64, aim: 40)
        )
        return rows
    }
}
