import EventModel

/// When the next messages may go at a rate. What is due follows from the start and the number sent, so waiting does not
/// drift; after a pause it does not catch up in a burst.
struct Pacer {
    private let rate: Double
    private var start: Timestamp
    private var sent = 0
    private var last = 0

    /// - Parameter rate: messages a second, above 0.
    init(rate: Double, start: Timestamp) {
        self.rate = rate
        self.start = start
    }

    /// Messages that go at once at this rate: a quarter of a second's, 1 to 10.
    static func batch(rate: Double?) -> Int {
        guard let rate else { return 10 }
        return Int(min(10, max(1, rate / 4)))
    }

    /// How long to wait before the next message goes; never longer than what went last is worth, wherever the clock is
    /// put.
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

    private var due: Timestamp { start + .seconds(Double(sent) / rate) }
}
