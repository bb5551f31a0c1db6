package import EventModel

/// Where the pipeline takes its time from: the wall clock, or a ``ManualClock`` that a test moves.
package protocol PipelineClock: Sendable {
    func now() -> Timestamp
    /// Waits until the instant; at once if it has passed. Throws `CancellationError` when the task is cancelled.
    func sleep(until deadline: Timestamp) async throws
}

/// Real time.
package struct WallClock: PipelineClock {
    package init() {}
    package func now() -> Timestamp { .now() }
    package func sleep(until deadline: Timestamp) async throws {
        // Task.sleep runs on a monotonic clock; a wall clock that is set back meanwhile is caught by looking again.
        while true {
            let left = deadline - now()
            if left <= .zero { return }
            try await Task.sleep(for: min(left, .seconds(3600)))
        }
    }
}
