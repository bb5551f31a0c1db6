import EventModel

/// When a failed delivery is tried again: exponential backoff with jitter, within the target's attempts and age, of which the first
/// to run out ends it (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html). The service does not
/// publish its intervals; these start at `base`, double, and stay below `ceiling`.
struct DeliveryRetry: Sendable {
    var base: Duration
    var ceiling: Duration

    enum Decision: Hashable {
        case retry(at: Timestamp)
        /// The condition that ended it; nil where no attempt can help.
        case giveUp(String?)
    }

    /// What follows the failure of attempt `attempt` (from 1) at `now`; `random` is in 0..<1.
    func decide(
        _ failure: DeliveryFailure,
        attempt: Int,
        accepted: Timestamp,
        target: TargetDefinition,
        at now: Timestamp,
        random: Double
    ) -> Decision {
        guard failure.isRetriable else { return .giveUp(nil) }
        if attempt > target.maximumRetryAttempts { return .giveUp("MaximumRetryAttempts") }
        let end = accepted + target.maximumEventAge
        if now >= end { return .giveUp("MaximumEventAgeInSeconds") }
        var wait = base
        for _ in 1..<max(1, min(attempt, 40)) where wait < ceiling { wait *= 2 }
        wait = min(wait, ceiling)
        // Half of the wait is fixed, half is random: waits spread, but none is next to nothing.
        let jittered = Duration.nanoseconds(Int64(Double(wait.nanoseconds) * (0.5 + 0.5 * random)))
        return .retry(at: min(now + jittered, end))
    }
}
