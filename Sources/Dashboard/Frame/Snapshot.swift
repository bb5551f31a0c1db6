package import DeadLetters
package import EventModel
package import Telemetry
package import TerminalUI

/// Everything a frame is painted from, at one moment. Immutable; holds what the screens' ``Interest`` asked for, as far as it
/// is there yet: what is still being computed is nil, or the value before.
package struct Snapshot: Sendable {
    package var now: Timestamp
    /// The terminal's size.
    package var size: Size
    package var counters = StoreCounters()
    /// Records taken in during the last second.
    package var recordsPerSecond = 0.0
    /// How far the sources are read, 0 to 1; nil when there is nothing to wait for.
    package var loading: Double?
    /// What is wrong with the sources, in words.
    package var troubles: [String] = []
    /// New records may still come.
    package var live = true
    package var records: Records
    package var matches = MatchList()
    /// The matches of the filter that was asked for, while they are too few yet to take the place of ``matches``.
    package var coming: MatchList?
    /// The fields that records have, and their values; empty until that has been looked up.
    package var fields = FieldCatalogue()
    package var statistics: StatisticsView?
    package var metrics: [MetricSeries] = []
    package var traces: TraceList?
    package var topology: TopologyView?
    /// The flow asked for; nil while it is being put together, or when ``missingTrace`` names it.
    package var trace: TraceTree?
    /// The correlation id that was asked for and that no record has.
    package var missingTrace: String?
    /// The history of the flow asked for; nil while it is being put together.
    package var history: FlowHistory?
    /// The flow to compare it with; nil while it is being put together, or when ``missingOther`` names it.
    package var other: TraceTree?
    package var missingOther: String?
    /// What the search in a flow has found; nil until it has been looked through.
    package var flowMatches: FlowMatches?
    package var candidates: [TraceSummary] = []
    package var deadLetters = DeadLetterView()
    /// Tasks on dead letters: those of this session, and what the journal knows of others; oldest first, bounded.
    package var tasks: [RedriveProgress] = []
    /// Those of them that belong to another process, by id.
    package var tasksElsewhere: Set<String> = []
    package var pipeline = PipelineView()

    package init(now: Timestamp, size: Size, records: Records = Records()) {
        self.now = now
        self.size = size
        self.records = records
    }

    /// The area of a page: below the tabs' rule, above notice and footer.
    package var body: Rect { Frame.body(size) }
}

/// A list of flows, and how many more there are.
package struct TraceList: Hashable, Sendable {
    package var request: TracesRequest
    package var flows: [TraceSummary]
    package var total: Int
    package init(request: TracesRequest, flows: [TraceSummary], total: Int) {
        self.request = request
        self.flows = flows
        self.total = total
    }
}
