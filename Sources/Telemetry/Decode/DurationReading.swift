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
    }
}
