import ArgumentParser
import EventModel
import Flows
import Pipeline
import Synchronization

/// `tailrace pipeline run`: runs flows and ends with a summary that accounts for every one of them.
struct PipelineRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run flows and end with a summary that accounts for every event.",
        discussion: """
            Without --events and --for it runs until it is interrupted. Once nothing new is to be started it works off what \
            is left, retries included; --events 0 does only that. The summary counts what is in the data directory: \
            started = completed + dead + in flight. A flow file without a stimulus is started by 'tailrace publish'.

            With --gateway PORT the flows' routes answer HTTP requests, until it is interrupted or for as long as --for says;             --events 0 then starts nothing else.
            """
    )
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The bundled flows to run, by commas, or all (default: orders,uploads; none with --flow).",
            valueName: "a,b"
        )
    )
    var flows: String?
    @OptionGroup var files: FlowFilesOption
    @Option(
        name: .long,
        help: ArgumentHelp("Start this many a second (default: as fast as they are accepted).", valueName: "n/s")
    )
    var rate: RateArgument?
    @Option(name: .long, help: "Start this many and no more.") var events: Int?
    @Option(name: .customLong("for"), help: ArgumentHelp("Start new ones for this long.", valueName: "30s"))
    var duration: DurationArgument?
    @Option(name: .long, help: "The share of flows that end as a dead letter, 0 to 1.")
    var fail: ShareArgument?
    @Option(name: .long, help: "Start the same flows again as another run with this seed (default: a new one).")
    var seed: UInt64?
    @OptionGroup var gateway: GatewayOptions
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if let events, events < 0 { throw ValidationError("--events takes a number that is not negative") }
        if events != nil, duration != nil, gateway.port == nil {
            throw ValidationError("--events and --for exclude each other")
        }
    }

    func run() async throws {
        let chosen = try files.flows(beside: flows, FlowSettings(pace: rate == nil ? 0 : 1, folder: data.directory))
        let gateway = try gateway.settings()
        let bundle = try BundledPipeline(chosen, data: data.directory)
        let seed = seed ?? UInt64.random(in: 0..<1 << 32)
        let limit: LoadGenerator.Limit =
            if let events { .events(events) } else if let duration { .duration(duration.duration) } else { .never }
        let started = Timestamp.now()
        let (rate, fail) = (rate?.perSecond ?? chosen.ownRate, fail?.share ?? 0)
        let interrupted = Mutex(false)
        let time = duration?.duration
        let work = try await interruptible { meter in
            try await withTaskCancellationHandler {
                try await bundle.work(
                    meter,
                    seed: seed,
                    rate: rate,
                    limit: limit,
                    failShare: fail,
                    gateway: gateway,
                    for: time
                )
            } onCancel: {
                interrupted.withLock { $0 = true }
            }
        }
        let accounts = try await bundle.pipeline.accounts()
        var summary = RunSummary(
            accounts,
            seed: seed,
            seconds: (Timestamp.now() - started).inSeconds,
            flows: chosen
        )
        summary.gateway = work?.gateway
        bundle.pipeline.telemetry.close()
        Output.print(format.output == .json ? summary.json.description : summary.text)
        if let error = work?.report.error { throw Failure.notFound("the pipeline refused an event: \(error)") }
        if interrupted.withLock({ $0 }) { throw Failure(status: .interrupted, message: "") }
    }
}
