package import EventModel

/// Tokens that come at a rate, up to a burst, of which each request takes one. Begins full.
package struct TokenBucket: Hashable, Sendable {
    package let rate: ThrottleRate
    private var tokens: Double
    private var filled: Timestamp

    package init(_ rate: ThrottleRate, at now: Timestamp) {
        self.rate = rate
        tokens = Double(rate.burst)
        filled = now
    }

    /// How long until there is a token; zero if there is one. Never, where none comes.
    package mutating func wait(at now: Timestamp) -> Duration {
        // A clock that was set back gives nothing, and takes nothing.
        let passed = max(0, (now - filled).inSeconds)
        filled = now
        tokens = min(Double(rate.burst), tokens + passed * rate.rate)
        // What adding up fractions leaves is no reason to wait.
        if tokens >= 1 - 1e-9 { return .zero }
        guard rate.rate > 0, rate.burst > 0 else { return .seconds(86_400) }
        return .nanoseconds(Int64(min((1 - tokens) / rate.rate * 1e9, 86_400e9).rounded(.up)))
    }

    /// Takes a token that ``wait(at:)`` says is there.
    package mutating func take() { tokens = max(0, tokens - 1) }
}
