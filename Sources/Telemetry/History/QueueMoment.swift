package import EventModel

/// A queue as it was at one instant: by its own metrics where they tell it, and by the flow's own messages.
package struct QueueMoment: Hashable, Sendable {
    /// How many messages it held.
    package struct Figures: Hashable, Sendable {
        /// Messages that could be received, those that were being worked on, and those that were delayed.
        package var waiting = 0
        package var inFlight = 0
        package var delayed = 0
        /// How long the oldest had been there; nil where that is not told.
        package var oldest: Duration?
    }
    package var name: String
    package var isDeadLetterQueue: Bool
    /// What its metrics said last, and when; nil where none came before.
    package var measured: Figures?
    package var measuredAt: Timestamp?
    /// The messages of this flow in it, as its records tell.
    package var own: Figures

    /// What is told of the queue as a whole: by its metrics, else only the flow's own messages.
    package var figures: Figures { measured ?? own }
}

/// The queues that a flow touches.
struct QueueOutlines {
    private struct Outline {
        var name: String
        var isDeadLetterQueue = false
        var nodes: [Int] = []
    }
    private var queues: [Outline] = []
    /// Metrics of these queues, as the snapshot holds them.
    private var metrics: [String: [String: MetricSeries]] = [:]

    init(_ skeleton: FlowSkeleton, _ records: [FlowRecord], _ lines: FlowLines) {
        var places: [String: Int] = [:]
        for n in skeleton.nodes.indices where skeleton.nodes[n].kind == .queue || skeleton.nodes[n].kind == .deadletter
        {
            guard let resource = Self.resource(records[skeleton.nodes[n].first].id, lines) else { continue }
            let its = ResourceName(resource)
            guard its.kind == .plain || its.kind == .queue else { continue }
            let place = places[its.name] ?? queues.count
            if place == queues.count { queues.append(Outline(name: its.name)) }
            places[its.name] = place
            queues[place].nodes.append(n)
            if skeleton.nodes[n].kind == .deadletter { queues[place].isDeadLetterQueue = true }
        }
        queues.sort { $0.name < $1.name }
        for series in lines.snapshot.metrics() {
            guard let name = series.dimensions["QueueName"], places[name] != nil else { continue }
            metrics[name, default: [:]][series.name] = series
        }
    }

    private static func resource(_ id: Int, _ lines: FlowLines) -> String? {
        guard let (chunk, row) = lines.snapshot.place(id) else { return nil }
        if let name = lines.snapshot.names.name(chunk.resource[row]) { return name }
        return chunk.resource[row] == NameTable.inLine && lines.decode(id) ? lines.decoder.text(.resource) : nil
    }

    /// The queues as they were at an instant.
    func moments(_ past: PastSkeleton, at instant: Timestamp) -> [QueueMoment] {
        queues.map { queue in
            var moment = QueueMoment(
                name: queue.name,
                isDeadLetterQueue: queue.isDeadLetterQueue,
                own: own(queue.nodes, past, at: instant)
            )
            func last(_ name: String) -> MetricSeries.Point? {
                metrics[queue.name]?[name]?.points.last { $0.at <= instant }
            }
            if let visible = last("ApproximateNumberOfMessagesVisible") {
                func count(_ name: String) -> Int { last(name).map { Int($0.value.clamped) } ?? 0 }
                moment.measuredAt = visible.at
                moment.measured = QueueMoment.Figures(
                    waiting: Int(visible.value.clamped),
                    inFlight: count("ApproximateNumberOfMessagesNotVisible"),
                    delayed: count("ApproximateNumberOfMessagesDelayed"),
                    oldest: last("ApproximateAgeOfOldestMessage").map { .milliseconds(Int64($0.value.clamped * 1000)) }
                )
            }
            return moment
        }
    }

    private func own(_ nodes: [Int], _ past: PastSkeleton, at instant: Timestamp) -> QueueMoment.Figures {
        var figures = QueueMoment.Figures()
        var oldest: Int64?
        for n in nodes where past.isBegun(n) {
            let node = past.skeleton.nodes[n]
            let children = past.skeleton.childRange(n).filter { past.isBegun($0) }
            var isWaiting = false
            if node.kind == .deadletter {
                isWaiting = !children.contains { past.skeleton.nodes[$0].kind == .redrive }
            } else if node.awaitsRetry
                || node.status == .running && children.contains(where: { past.skeleton.nodes[$0].status == .running })
            {
                // What has failed stays in flight until its visibility timeout has passed.
                figures.inFlight += 1
            } else {
                isWaiting = node.status == .running
            }
            if isWaiting { figures.waiting += 1 }
            if isWaiting || node.kind == .queue && (node.status == .running || node.awaitsRetry) {
                oldest = min(oldest ?? .max, node.start)
            }
        }
        figures.oldest = oldest.map { max(.zero, instant - Timestamp(nanoseconds: $0)) }
        return figures
    }
}

extension Double {
    /// Within what a count or a time in seconds can be: metrics come from anywhere.
    fileprivate var clamped: Double { isFinite ? Swift.min(Swift.max(self, 0), 1e12) : 0 }
}
