import EventModel
import Flows
import Pipeline

/// The bundled flows on the bundled pipeline.
struct BundledPipeline {
    let pipeline: Pipeline
    let flows: [Flow]

    /// The files in which the pipeline of a data directory, and the tools used on it, write what they say about themselves.
    static func telemetry(in directory: String) -> String { directory + "/telemetry/*.jsonl" }

    /// Takes the data directory for this process.
    init(_ flows: [Flow], data directory: String) throws {
        var definition = PipelineDefinition()
        for flow in flows { definition.merge(flow.definition) }
        self.flows = flows
        do {
            pipeline = try Pipeline(definition, data: directory)
        } catch let error as JournalError {
            throw Failure.badInput("\(error)")
        }
    }

    /// Starts flows up to the limit, works off what they lead to, and answers what was started; nil if the task was cancelled
    /// before anything could be.
    func work(_ meter: Meter, seed: UInt64, rate: Double?, limit: LoadGenerator.Limit, failShare: Double) async throws
        -> LoadGenerator.Report?
    {
        do {
            return try await pipeline.running {
                let report = try await generate(seed: seed, rate: rate, limit: limit, failShare: failShare) {
                    meter.show("\($0) flows started")
                }
                if report.error == nil, !Task.isCancelled { await pipeline.drain() }
                return report
            }
        } catch is CancellationError {
            return nil
        }
    }

    /// Starts flows up to the limit.
    func generate(
        seed: UInt64,
        rate: Double?,
        limit: LoadGenerator.Limit,
        failShare: Double,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> LoadGenerator.Report {
        let generator = LoadGenerator(
            flows: flows,
            seed: seed,
            rate: rate,
            limit: limit,
            failShare: failShare,
            earlier: try await pipeline.accounts().started
        )
        return await generator.run(into: FlowEntrance(pipeline), clock: pipeline.settings.clock, progress: progress)
    }
}
