import EventModel

/// Records a second, from a counter that is read now and then; moves once a second, so that the number can be read.
struct RateMeter: Sendable {
    private var samples: [(at: Timestamp, count: Int)] = []
    private var shown = 0.0

    mutating func rate(_ count: Int, at now: Timestamp) -> Double {
        guard let last = samples.last else {
            samples = [(now, count)]
            return 0
        }
        let age = now - last.at
        // A clock that was set back begins anew.
        if age < .zero {
            samples = [(now, count)]
            return shown
        }
        guard age >= .seconds(1) else { return shown }
        samples.append((now, count))
        if samples.count > 3 { samples.removeFirst() }
        let span = (now - samples[0].at).inSeconds
        shown = span > 0 ? Double(count - samples[0].count) / span : 0
        return shown
    }
}
