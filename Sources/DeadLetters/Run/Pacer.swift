import EventModel

/// When the next messages may go at a rate. What is due follows from the start and the number sent, so waiting does not drift;
/// after a pause it does not catch up in a burst.
struct Pacer: Sendable {
    /// Messages a second.
    private(set) var rate: Double
    private var start: Timestamp
    private var sent = 0
    private var last = 0

    /// The slowest rate: one message in 100 s.
    static let slowest = 0.01

    init(rate: Double, start: Timestamp) {
        self.rate = Self.sane(rate)
        self.start = start
    }

    /// Messages that go at once: a quarter of a second's, at least 1 and at most `limit`.
    func batch(limit: Int) -> Int { max(1, Int(min(Double(limit), rate / 4))) }

    /// How long to wait before the next message goes; never longer than what went last is worth, wherever the clock is put.
    func delay(now: Timestamp) -> Duration { min(max(.zero, due - now), .seconds(Double(last) / rate)) }

    /// Messages go now.
    mutating func take(_ n: Int, now: Timestamp) {
        // Late by more than these would take: the rate counts from here.
        if now - due > .seconds(Double(n) / rate) || due - now > .seconds(Double(n) / rate) {
            start = now
            sent = 0
        }
        sent += n
        last = n
    }

    /// Goes on at another rate; what went already is paid for at the old one.
    mutating func change(to rate: Double) {
        let rate = Self.sane(rate)
        guard rate != self.rate else { return }
        start = due
        sent = 0
        self.rate = rate
    }

    private var due: Timestamp { start + .seconds(Double(sent) / rate) }
    private static func sane(_ rate: Double) -> Double { rate.isFinite && rate >= slowest ? rate : slowest }
}

extension RedriveOptions.Ramp {
    /// The rate after so long: doubled every ``step``, up to ``to``.
    func rate(after elapsed: Duration) -> Double {
        guard from < to else { return to }
        let steps = max(0, (elapsed.nanoseconds / Self.step.nanoseconds))
        var rate = max(from, Pacer.slowest)
        for _ in 0..<min(steps, 64) where rate < to { rate *= 2 }
        return min(rate, to)
    }
}
