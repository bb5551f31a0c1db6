import EventModel
package import Pipeline

/// Starts flows at a rate, or as fast as they are acknowledged.
package struct LoadGenerator: Sendable {
    /// When to stop.
    package enum Limit: Hashable, Sendable {
        /// After this many starts.
        case events(Int)
        /// When this much time has passed since the first.
        case duration(Duration)
        /// When the task is cancelled.
        case never
    }

    /// What was started.
    package struct Report: Sendable {
        /// Acknowledged starts by flow; flows that were never started are listed with 0.
        package var started: [String: Int]
        /// Starts that the pipeline refused. The first refusal ends the run.
        package var refused = 0
        /// The first refusal's error.
        package var error: (any Error)?
        package var total: Int { started.values.reduce(0, +) }
    }

    private let flows: [Flow]
    private let plan: LoadPlan
    private let rate: Double?
    private let limit: Limit
    private let outstanding: Int

    /// A generator that is further behind its rate than this drops the difference instead of catching up in a burst.
    private static let slack = Duration.seconds(1)

    /// - Parameters:
    ///   - rate: Starts a second on average; nil: as fast as possible.
    ///   - failShare: See ``LoadPlan``.
    ///   - outstanding: Starts that may wait for their acknowledgement at once.
    ///   - earlier: Flows that the accounts of the data directory list before the run.
    package init(
        flows: [Flow],
        seed: UInt64,
        rate: Double?,
        limit: Limit,
        failShare: Double,
        outstanding: Int = 64,
        earlier: Int = 0
    ) {
        self.flows = flows
        plan = LoadPlan(flows: flows, seed: seed, failShare: failShare, earlier: earlier)
        self.rate = rate.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
        self.limit = limit
        self.outstanding = max(1, outstanding)
    }

    /// Starts flows until the limit, the first refusal, or cancellation. Every start that was begun is waited for and counted.
    ///
    /// - Parameter progress: Told the acknowledged starts so far, after each.
    package func run(
        into entrance: FlowEntrance,
        clock: any PipelineClock,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async -> Report {
        await withTaskGroup(of: (flow: String, error: (any Error)?).self) { group in
            var report = Report(started: Dictionary(uniqueKeysWithValues: flows.map { ($0.name, 0) }))
            func settle(_ outcome: (flow: String, error: (any Error)?)) {
                if let error = outcome.error {
                    report.refused += 1
                    report.error = report.error ?? error
                } else {
                    report.started[outcome.flow, default: 0] += 1
                    progress(report.total)
                }
            }
            var pending = 0
            var pacer = Pacer(rate: rate, limit: limit, start: clock.now())
            for start in plan {
                guard report.error == nil, await pacer.waits(for: start, on: clock) else { break }
                if pending == outstanding, let outcome = await group.next() {
                    pending -= 1
                    settle(outcome)
                    if report.error != nil { break }
                }
                pending += 1
                group.addTask {
                    do {
                        try await entrance.start(start, at: clock.now())
                        return (start.flow, nil)
                    } catch {
                        return (start.flow, error)
                    }
                }
            }
            for await outcome in group { settle(outcome) }
            return report
        }
    }

    /// Says when each start is due.
    private struct Pacer {
        let rate: Double?
        let limit: Limit
        let start: Timestamp
        private var due: Timestamp

        init(rate: Double?, limit: Limit, start: Timestamp) {
            self.rate = rate
            self.limit = limit
            self.start = start
            due = start
        }

        /// Waits until a start is due; false if it is not to be made any more.
        mutating func waits(for next: LoadPlan.Start, on clock: any PipelineClock) async -> Bool {
            let end: Timestamp? = if case .duration(let duration) = limit { start + duration } else { nil }
            if case .events(let count) = limit, next.order >= count { return false }
            if let rate {
                due = max(due, clock.now() - LoadGenerator.slack) + .nanoseconds(Int64(next.wait / rate * 1e9))
                guard (try? await clock.sleep(until: min(due, end ?? due))) != nil else { return false }
            }
            return !Task.isCancelled && end.map { clock.now() < $0 } ?? true
        }
    }
}
