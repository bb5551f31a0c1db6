package import DeadLetters
package import EventModel
package import Telemetry
package import TerminalUI

/// Turns what the screens want into snapshots, out of the store and, where there is one, the dead-letter engine. What is cheap
/// is taken at once; what is not is computed off the main actor and is in a later snapshot.
@MainActor package final class SnapshotSource {
    let store: TelemetryStore
    let engine: DeadLetterEngine?
    private let live: Bool
    private let progress: @Sendable () -> Double?
    private let troubles: @Sendable () -> [String]
    /// Called when a value has come that a new snapshot would carry.
    package var changed: @MainActor () -> Void = {}

    private let log = LogSearch()
    private let statistics = Slot<StatisticsRequest, StatisticsView>()
    private let fields = Slot<Bool, FieldCatalogue>()
    private let metrics = Slot<Bool, [MetricSeries]>()
    private let traces = Slot<TracesRequest, TraceList>()
    private let topology = Slot<TopologyTurn, TopologyView>()
    private let trace = Slot<String, TraceTree?>()
    private let history = Slot<String, FlowHistory?>()
    private let other = Slot<String, TraceTree?>()
    private let flowMatches = Slot<FlowSearch, FlowMatches>()
    private let candidates = Slot<String, [TraceSummary]>()
    private let deadLetters: DeadLetterSource?
    private let pipeline: PipelineSource?
    private var meter = RateMeter()

    /// Whether the last minutes are wanted, or all there is.
    struct StatisticsRequest: Hashable { var live: Bool }
    struct TopologyTurn: Hashable { var request: TopologyRequest, live: Bool }

    /// - Parameters:
    ///   - engine: nil where only files are watched.
    ///   - desk: where the parts of the pipeline are seen and acted on; nil where there is none.
    ///   - live: new records may come.
    ///   - progress: how far the sources are read, 0 to 1; nil when there is nothing to wait for.
    ///   - troubles: what is wrong with the sources now.
    package init(
        store: TelemetryStore,
        engine: DeadLetterEngine?,
        desk: (any PipelineDesk)? = nil,
        live: Bool = true,
        progress: @escaping @Sendable () -> Double? = { nil },
        troubles: @escaping @Sendable () -> [String] = { [] }
    ) {
        self.store = store
        self.engine = engine
        deadLetters = engine.map(DeadLetterSource.init)
        pipeline = desk.map(PipelineSource.init)
        self.live = live
        self.progress = progress
        self.troubles = troubles
    }

    /// A snapshot of now, and a start for whatever is wanted and not there.
    package func snapshot(for interest: Interest, size: Size, now: Timestamp) -> Snapshot {
        let held = store.snapshot()
        let counters = held.counters
        let stamp = counters.records &+ counters.dropped &+ counters.orders &* 1_000_003
        let done: @MainActor () -> Void = { [weak self] in self?.changed() }
        var snapshot = Snapshot(now: now, size: size, records: Records(held))
        snapshot.counters = counters
        snapshot.recordsPerSecond = meter.rate(counters.records, at: now)
        snapshot.loading = progress()
        snapshot.troubles = troubles()
        snapshot.live = live
        if let query = interest.matching {
            let hides = interest.withoutMetrics && held.hasMetrics
            log.want(hides ? QueryText.withoutMetrics(query) : query, around: interest.around, held, done: done)
            snapshot.matches = log.list
            snapshot.coming = log.coming
        } else {
            log.stop()
        }

        let live = live && StatisticsView.isLive(held, now: now)
        fields.want(interest.fields ? true : nil, stamp: stamp, at: now, every: .seconds(2), done: done) { _ in
            FieldCatalogue(held)
        }
        if interest.fields, let value = fields.answer?.value { snapshot.fields = value }

        statistics.want(
            interest.statistics ? StatisticsRequest(live: live) : nil,
            stamp: live ? nil : stamp,
            at: now,
            every: .seconds(1),
            done: done
        ) { _ in
            StatisticsView(held, live: live, now: now)
        }
        if interest.statistics { snapshot.statistics = statistics.answer?.value }

        metrics.want(interest.metrics ? true : nil, stamp: stamp, at: now, every: .seconds(1), done: done) { _ in
            held.metrics()
        }
        if interest.metrics { snapshot.metrics = metrics.answer?.value ?? [] }

        traces.want(interest.traces, stamp: stamp, at: now, every: .milliseconds(500), done: done) { request in
            let query = request.query.isEmpty ? nil : try? Query(request.query, now: now)
            let found = held.traces(sort: request.sort, matching: query, limit: request.limit)
            return TraceList(request: request, flows: found.flows, total: found.total)
        }
        if interest.traces != nil { snapshot.traces = traces.answer?.value }

        topology.want(
            interest.topology.map { TopologyTurn(request: $0, live: live) },
            stamp: live ? nil : stamp,
            at: now,
            every: .seconds(1),
            done: done
        ) { turn in
            TopologyView(held, turn.request, live: turn.live, now: now)
        }
        if interest.topology != nil { snapshot.topology = topology.answer?.value }

        trace.want(interest.trace, stamp: stamp, at: now, every: .milliseconds(250), done: done) { id in
            held.flow(id)
        }
        if let id = interest.trace, let answer = trace.value(for: id) {
            snapshot.trace = answer
            if answer == nil { snapshot.missingTrace = id }
        }

        history.want(interest.history, stamp: stamp, at: now, every: .milliseconds(250), done: done) { id in
            held.history(id)
        }
        if let id = interest.history, let answer = history.value(for: id) { snapshot.history = answer }

        other.want(interest.other, stamp: stamp, at: now, every: .milliseconds(250), done: done) { held.flow($0) }
        if let id = interest.other, let answer = other.value(for: id) {
            snapshot.other = answer
            if answer == nil { snapshot.missingOther = id }
        }
        // A tree holds on to the store it was made from: one that nobody looks at is let go.
        if interest.trace == nil { trace.forget() }
        if interest.history == nil { history.forget() }
        if interest.other == nil { other.forget() }

        flowMatches.want(interest.search, stamp: stamp, at: now, every: .seconds(1), done: done) {
            held.matches(of: $0)
        }
        if let search = interest.search { snapshot.flowMatches = flowMatches.value(for: search) }

        // What is offered stays as it is while somebody chooses; only where nothing was found it is looked for again.
        let offered = interest.prefix.flatMap { candidates.value(for: $0) } ?? []
        if offered.isEmpty {
            candidates.want(interest.prefix, stamp: stamp, at: now, every: .seconds(1), done: done) { text in
                held.flows(like: text, limit: 20)
            }
        }
        if let prefix = interest.prefix { snapshot.candidates = candidates.value(for: prefix) ?? [] }

        if let deadLetters {
            snapshot.deadLetters = deadLetters.view(interest, at: now, done)
            snapshot.tasks = deadLetters.tasks
            snapshot.tasksElsewhere = deadLetters.elsewhere
        }
        if let pipeline { snapshot.pipeline = pipeline.view(interest, at: now, done) }
        return snapshot
    }

    /// Stops whatever is being computed.
    package func stop() {
        log.stop()
        fields.cancel()
        statistics.cancel()
        metrics.cancel()
        traces.cancel()
        topology.cancel()
        trace.cancel()
        history.cancel()
        other.cancel()
        flowMatches.cancel()
        candidates.cancel()
        deadLetters?.cancel()
        pipeline?.cancel()
    }

    /// The pipeline's desk; nil where there is none.
    var pipelineDesk: (any PipelineDesk)? { pipeline?.desk }

    /// Something was done to the pipeline: its parts are asked for again at once.
    func notePipelineChange() { pipeline?.expire() }

    /// Takes note of a task's progress; the queues are asked again when it ends.
    func note(_ progress: RedriveProgress) { deadLetters?.note(progress) }
}
