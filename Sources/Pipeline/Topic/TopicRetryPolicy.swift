import EventModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// When a subscription's failed delivery is tried again: four phases, one after the other. The defaults are those of queues and
/// functions: 100 015 retries in 23 days (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html).
package struct TopicRetryPolicy: Hashable, Sendable {
    /// Retries without a wait.
    package var immediate: Int
    /// Retries `minimumDelay` apart.
    package var preBackoff: Int
    /// Retries whose waits grow by the same factor from `minimumDelay` to `maximumDelay`.
    package var backoff: Int
    /// Retries `maximumDelay` apart.
    package var postBackoff: Int
    package var minimumDelay: Duration
    package var maximumDelay: Duration

    package init(
        immediate: Int = 3,
        preBackoff: Int = 2,
        backoff: Int = 10,
        postBackoff: Int = 100_000,
        minimumDelay: Duration = .seconds(1),
        maximumDelay: Duration = .seconds(20)
    ) {
        self.immediate = immediate
        self.preBackoff = preBackoff
        self.backoff = backoff
        self.postBackoff = postBackoff
        self.minimumDelay = minimumDelay
        self.maximumDelay = maximumDelay
    }

    /// No retry at all.
    package static let none = TopicRetryPolicy(immediate: 0, preBackoff: 0, backoff: 0, postBackoff: 0)

    /// How long after failed attempt `attempt` (from 1) the next one is made; nil if none follows.
    func wait(after attempt: Int) -> Duration? {
        var n = attempt - 1
        if n < immediate { return .zero }
        n -= immediate
        if n < preBackoff { return minimumDelay }
        n -= preBackoff
        if n < backoff {
            guard backoff > 1, n > 0 else { return minimumDelay }
            let factor = pow(maximumDelay / minimumDelay, Double(n) / Double(backoff - 1))
            return min(maximumDelay, .nanoseconds(Int64(Double(minimumDelay.nanoseconds) * factor)))
        }
        return n - backoff < postBackoff ? maximumDelay : nil
    }

    func decide(_ failure: DeliveryFailure, attempt: Int, at now: Timestamp) -> DeliveryRetry.Decision {
        guard failure.isRetriable else { return .giveUp(nil) }
        guard let wait = wait(after: attempt) else { return .giveUp("MaximumRetryAttempts") }
        return .retry(at: now + wait)
    }

    func validate(_ place: String) throws(DefinitionError) {
        let total = immediate + preBackoff + backoff + postBackoff
        guard immediate >= 0, preBackoff >= 0, backoff >= 0, postBackoff >= 0, total <= 100_015 else {
            throw DefinitionError("\(place): retry policy: the retries of all phases must be from 0 to 100015")
        }
        guard minimumDelay > .zero, minimumDelay <= maximumDelay, maximumDelay <= .seconds(3600) else {
            throw DefinitionError(
                "\(place): retry policy: the delays must be above 0, at most 3600 s, and the minimum not above the maximum"
            )
        }
    }
}
