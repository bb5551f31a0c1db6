import ArgumentParser
import Dashboard
import DeadLetters
import EventModel
import Flows
import Inputs
import Pipeline
import Programs
import Telemetry

/// `tailrace`, `tailrace demo`: the bundled flows with traffic and failures, and the dashboard on them.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the bundled flows with traffic and some failures, and open the dashboard on them (the default).",
        discussion:
            "Embedded, offline, nothing to configure. What it keeps lies in the data directory, and is there the next time."
    )
    @Option(name: .long, help: ArgumentHelp("Start this many flows a second.", valueName: "n/s"))
    var rate: RateArgument?
    @Option(name: .long, help: "The share of flows that end as a dead letter, 0 to 1 (default: 0.06).")
    var fail: ShareArgument?
    @Option(name: .long, help: "Start the same flows again as another run with this seed.") var seed: UInt64?
    @Option(
        name: .customLong("flows"),
        help: ArgumentHelp(
            "The bundled flows that run, by commas, or all (default: orders,uploads).",
            valueName: "names"
        )
    )
    var chosen: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Memory that records may take; the oldest are dropped, and counted.", valueName: "size")
    )
    var memory: SizeArgument?
    @OptionGroup var files: FlowFilesOption
    @OptionGroup var gateway: GatewayOptions
    @OptionGroup var data: DataOption
    @OptionGroup var screen: ScreenOptions

    func run() async throws {
        let seed = seed ?? UInt64.random(in: 0..<1 << 32)
        var settings = FlowSettings.demo
        settings.folder = data.directory
        let flows = try files.flows(beside: chosen, settings)
        let contracts = try files.contracts()
        let (rate, fail) = (rate?.perSecond ?? flows.ownRate ?? 6, fail?.share ?? 0.06)
        let isBundled = files.flow.isEmpty && (chosen == nil || chosen == "all")
        var title = isBundled ? "bundled pipeline" : flows.map(\.name).joined(separator: ", ")
        // Where it listens is said before the screen takes the terminal, as is why it cannot.
        var listening: (bundle: BundledPipeline, gateway: OpenGateway)?
        if let settings = try gateway.settings() {
            let bundle = try BundledPipeline(flows, data: data.directory)
            try await bundle.pipeline.register()
            let open = try await OpenGateway(settings, bundle.pipeline)
            listening = (bundle, open)
            title += " on \(open.address)"
        }
        let opened = listening
        try await screen.show(Configuration(title: title, theme: screen.theme, page: .overview)) {
            let bundle = try opened?.bundle ?? BundledPipeline(flows, data: data.directory)
            let pipeline = bundle.pipeline
            let store = TelemetryStore(capacity: memory?.bytes ?? 1 << 30)
            let engine = DeadLetterDesk(
                pipeline,
                data: data.directory,
                isReadOnly: screen.isReadOnly,
                contracts: contracts
            ).engine
            // What earlier runs wrote comes first, then what this one says about itself.
            let earlier = SourceReader([.pattern(BundledPipeline.telemetry(in: data.directory))])
            return (
                SnapshotSource(
                    store: store,
                    engine: engine,
                    desk: BundledPipelineDesk(pipeline, actor: Operator.name, isReadOnly: screen.isReadOnly),
                    progress: { earlier.progress }
                ),
                {
                    defer { pipeline.telemetry.close() }
                    await earlier.run(into: store, follow: false)
                    let lines = pipeline.subscribe()
                    try await pipeline.running {
                        try await withThrowingTaskGroup(of: Void.self) { group in
                            group.addTask {
                                try await LiveInput(name: "pipeline", batches: lines, dropped: { lines.dropped }).run(
                                    into: store
                                )
                            }
                            group.addTask {
                                let report = try await bundle.generate(
                                    seed: seed,
                                    rate: rate,
                                    limit: .never,
                                    failShare: fail
                                )
                                if let error = report.error {
                                    throw Failure.notFound("the pipeline refused an event: \(error)")
                                }
                            }
                            if let gateway = opened?.gateway {
                                group.addTask {
                                    while (try? await Task.sleep(for: .seconds(3_600))) != nil {}
                                    _ = await gateway.close()
                                }
                            }
                            try await group.waitForAll()
                        }
                    }
                    await RunningPrograms.shared.allEnded()
                }
            )
        }
    }
}
