import EventModel

/// Reads a point in time from what log libraries write for one.
enum TimeReading {
    /// A count since 1970 whose unit is told by its size: seconds up to the year 5138, then ms, µs, ns.
    static func epoch(_ n: Int) -> Timestamp? {
        switch n.magnitude {
        case 0..<100_000_000_000: scaled(n, by: 1_000_000_000)
        case 0..<100_000_000_000_000: scaled(n, by: 1_000_000)
        case 0..<100_000_000_000_000_000: scaled(n, by: 1_000)
        default: scaled(n, by: 1)
        }
    }

    static func scaled(_ n: Int, by unit: Int64) -> Timestamp? {
        let (nanoseconds, overflow) = Int64(n).multipliedReportingOverflow(by: unit)
        return overflow ? nil : Timestamp(nanoseconds: nanoseconds)
    }

    /// The same of a number with a fraction. A double of the present holds more than six digits of a second's fraction and
    /// less than seven: where six say the same number, the seventh was not written.
    static func epoch(_ value: Double) -> Timestamp? {
        guard value.isFinite, value.magnitude < 9e18 else { return nil }
        let unit: Double =
            value.magnitude < 1e11 ? 1 : value.magnitude < 1e14 ? 1e3 : value.magnitude < 1e17 ? 1e6 : 1e9
        if unit == 1, value.magnitude < 9e9 {
            let microseconds = (value * 1e6).rounded()
            if microseconds / 1e6 == value { return scaled(Int(microseconds), by: 1_000) }
        }
        let seconds = (value / unit).rounded(.down)
        let fraction =
            unit == 1 ? ((value - seconds) * 1e7).rounded() * 100 : ((value - seconds * unit) / unit * 1e9).rounded()
        return scaled(Int(seconds), by: 1_000_000_000).map { Timestamp(nanoseconds: $0.nanoseconds &+ Int64(fraction)) }
    }

    static func value(_ tape: JSONTape, _ i: Int, _ reading: FieldReading) -> Timestamp? {
        switch tape.kind(i) {
        case .string:
            let bytes = tape.bytes(i)
            if let time = Timestamp(rfc3339: UnsafeRawBufferPointer(bytes)) { return time }
            guard bytes.count <= 24, let number = Double(String(decoding: bytes, as: UTF8.self)) else {
                return TimeLayout.whole(bytes)
            }
            if let whole = Int(String(decoding: bytes, as: UTF8.self)) { return count(whole, reading) }
            return epoch(number)
        case .integer, .unsigned: return tape.integer(i).flatMap { count($0, reading) }
        case .double: return tape.number(i).flatMap { epoch($0) }
        case .object: return object(tape, i)
        default: return nil
        }
    }

    /// A time in parts: `{"epochSecond","nanoOfSecond"}` of log4j, `{"seconds","nanos"}` of protobuf, `{"$date"}` of MongoDB.
    private static func object(_ tape: JSONTape, _ i: Int) -> Timestamp? {
        for (seconds, nanos) in [("epochSecond", "nanoOfSecond"), ("seconds", "nanos"), ("_seconds", "_nanoseconds")] {
            guard let at = tape.member(seconds.utf8, of: i) else { continue }
            let text = tape.kind(at) == .string ? Int(tape.string(at)) : tape.integer(at)
            guard let text, let whole = scaled(text, by: 1_000_000_000) else { return nil }
            let nanos = tape.member(nanos.utf8, of: i).flatMap { tape.integer($0) } ?? 0
            return Timestamp(nanoseconds: whole.nanoseconds &+ Int64(nanos))
        }
        return tape.member("$date".utf8, of: i).flatMap {
            tape.kind($0) == .object ? nil : value(tape, $0, .plain)
        }
    }

    private static func count(_ n: Int, _ reading: FieldReading) -> Timestamp? {
        switch reading {
        case .nanoseconds: scaled(n, by: 1)
        case .microseconds: scaled(n, by: 1_000)
        case .milliseconds: scaled(n, by: 1_000_000)
        case .seconds: scaled(n, by: 1_000_000_000)
        default: epoch(n)
        }
    }
}
