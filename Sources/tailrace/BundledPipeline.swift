import EventModel
import Flows
import Pipeline
import Programs
import TerminalUI

/// Flows, bundled or people's own, on the bundled pipeline.
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
        var settings = PipelineSettings()
        settings.query = ReplayRequest.compiler
        settings.deliveryFault = flows.flatMap(\.targetFaults).onTheWay
        do {
            pipeline = try Pipeline(definition, data: directory, settings: settings)
        } catch let error as JournalError {
            throw Failure.badInput("\(error)")
        } catch let error as DefinitionError {
            throw Failure.badInput("the flows do not go together: \(visible(error.description))")
        }
    }

    /// What was done.
    struct Work: Sendable {
        var report: LoadGenerator.Report
        var gateway: GatewayReport?
    }

    /// Starts flows up to the limit, works off what they lead to, and answers what was started; nil if the task was cancelled
    /// before anything could be.
    ///
    /// - Parameters:
    ///   - gateway: where requests are answered meanwhile; nil: nowhere.
    ///   - time: for how long they are; nil: until the task is cancelled.
    func work(
        _ meter: Meter,
        seed: UInt64,
        rate: Double?,
        limit: LoadGenerator.Limit,
        failShare: Double,
        gateway settings: GatewaySettings? = nil,
        for time: Duration? = nil
    ) async throws -> Work? {
        do {
            let report = try await pipeline.running { () -> Work in
                let gateway: OpenGateway? = if let settings { try await OpenGateway(settings, pipeline) } else { nil }
                let end = time.map { ContinuousClock.now + $0 }
                var work = Work(
                    report: try await generate(seed: seed, rate: rate, limit: limit, failShare: failShare) {
                        meter.show("\($0) flows started")
                    }
                )
                if let gateway {
                    if work.report.error == nil { await wait(until: end) }
                    work.gateway = await gateway.close()
                } else if work.report.error == nil, !Task.isCancelled, flows.allSatisfy({ $0.stimulus == nil }) {
                    await serve(limit)
                }
                if work.report.error == nil, !Task.isCancelled { await pipeline.drain() }
                return work
            }
            await RunningPrograms.shared.allEnded()
            return report
        } catch is CancellationError {
            return nil
        }
    }

    /// Where nothing is to be started from here, does what comes in for as long as the limit says.
    private func serve(_ limit: LoadGenerator.Limit) async {
        switch limit {
        case .events: break
        case .duration(let duration): try? await Task.sleep(for: duration)
        case .never: await wait(until: nil)
        }
    }

    /// Waits for an instant, or, without one, for the task's end.
    private func wait(until end: ContinuousClock.Instant?) async {
        if let end {
            try? await Task.sleep(until: end)
        } else {
            while (try? await Task.sleep(for: .seconds(3_600))) != nil {}
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
