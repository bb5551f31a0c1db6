extension Array<Double> {
    /// The middle one; not a number where there is none.
    var median: Double { percentile(50) }

    /// The smallest that at least so many percent do not exceed.
    func percentile(_ percent: Double) -> Double {
        guard !isEmpty else { return .nan }
        let rank = Int((Double(count) * percent / 100).rounded(.up))
        return sorted()[Swift.min(Swift.max(rank - 1, 0), count - 1)]
    }
}

/// How long something took, in seconds.
func timed<R>(_ work: () throws -> R) rethrows -> (result: R, seconds: Double) {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try work()
    return (result, (clock.now - start) / .seconds(1))
}
