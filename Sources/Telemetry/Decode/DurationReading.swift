/// Reads a duration in nanoseconds from a number with a unit.
enum DurationReading {
    /// `250ms`, `1.5s`, `1m30s`, `12µs`; nil for anything else, a number without a unit included.
    static func text(_ bytes: some BidirectionalCollection<UInt8>) -> Int64? {
        var total = 0.0
        var rest = bytes[...]
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { ($0 >= 48 && $0 <= 57) || $0 == 0x2E }
            rest = rest[number.endIndex...]
            let unit = rest.prefix { !(($0 >= 48 && $0 <= 57) || $0 == 0x2E) }
            rest = rest[unit.endIndex...]
            guard let value = Double(String(decoding: number, as: UTF8.self)),
                let scale = scale(String(decoding: unit, as: UTF8.self))
            else { return nil }
            total += value * scale
        }
        return bounded(total)
    }

    private static func scale(_ unit: String) -> Double? {
        switch unit {
        case "ns": 1
        case "us", "µs", "μs": 1e3
        case "ms": 1e6
        case "s": 1e9
        case "m", "min": 60e9
        case "h": 3600e9
        case "d": 86_400e9
        default: nil
        }
    }

    static func bounded(_ nanoseconds: Double) -> Int64? {
        guard nanoseconds.isFinite, nanoseconds >= 0 else { return nil }
        return nanoseconds < 9e18 ? Int64(nanoseconds.rounded()) : 9_000_000_000_000_000_000
    }

    /// The nanoseconds of one unit where a duration's name says none: milliseconds, but seconds beside a time in seconds with
    /// a fraction, as zap and what is built on it write them, and microseconds beside a time in these, as in spans of Zipkin
    /// and Jaeger.
    @inline(__always)
    static func unit(besideTime time: Double, isWhole: Bool) -> Double {
        if !isWhole { return time < 1e11 ? 1e9 : 1e6 }
        return time >= 1e14 && time < 1e17 ? 1e3 : 1e6
    }

    /// - Parameter plain: nanoseconds of one unit where the name says none.
    static func value(_ tape: JSONTape, _ i: Int, _ reading: FieldReading, plain: Double) -> Int64? {
        let unit: Double =
            switch reading {
            case .nanoseconds: 1
            case .microseconds: 1e3
            case .milliseconds: 1e6
            case .seconds: 1e9
            default: plain
            }
        if let number = tape.number(i) { return bounded(number * unit) }
        guard tape.kind(i) == .string else { return nil }
        let bytes = tape.bytes(i)
        guard bytes.count <= 32 else { return nil }
        return text(bytes) ?? Double(String(decoding: bytes, as: UTF8.self)).flatMap { bounded($0 * unit) }
            ?? words(String(decoding: bytes, as: UTF8.self)) ?? clock(String(decoding: bytes, as: UTF8.self))
    }

    /// `12.5 ms`, `1.5 seconds`, and ISO 8601's `PT1M1.5S`.
    private static func words(_ text: String) -> Int64? {
        if text.hasPrefix("PT") { return self.text(Array(text.dropFirst(2).lowercased().utf8)) }
        let parts = text.split(separator: " ")
        guard parts.count == 2, let value = Double(parts[0]) else { return nil }
        let unit: Double? =
            switch parts[1].lowercased() {
            case "millis", "msec", "millisecond", "milliseconds": 1e6
            case "sec", "secs", "second", "seconds": 1e9
            case "minute", "minutes": 60e9
            case let unit: scale(unit)
            }
        return unit.flatMap { bounded(value * $0) }
    }

    /// `00:00:01.5000000` of .NET, and `0:00:01.5` of Python.
    private static func clock(_ text: String) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let hours = Int(parts[0]), let minutes = Int(parts[1]), let seconds = Double(parts[2]),
            (0..<60).contains(minutes), (0..<60.0).contains(seconds)
        else { return nil }
        return bounded((Double(hours) * 3600 + Double(minutes) * 60 + seconds) * 1e9)
    }
}
