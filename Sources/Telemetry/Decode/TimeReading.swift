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

    /// The same of a number with a fraction, of milliseconds to a thousandth. A double of the present holds more than six digits of a second's fraction and
    /// less than seven: where six say the same number, the seventh was not written.
    static func epoch(_ value: Double) -> Timestamp? {
        guard value.isFinite, value.magnitude < 9e18 else { return nil }
        let unit: Double =
            value.magnitude < 1e11 ? 1 : value.magnitude < 1e14 ? 1e3 : value.magnitude < 1e17 ? 1e6 : 1e9
        if unit == 1, value.magnitude < 9e9 {
            let microseconds = (value * 1e6).rounded()
            if microseconds / 1e6 == value { return scaled(Int(microseconds), by: 1_000) }
        }
        if unit == 1e3 { return scaled(Int((value * 1e3).rounded()), by: 1_000) }
        let seconds = (value / unit).rounded(.down)
        let fraction =
            unit == 1 ? ((value - seconds) * 1e7).rounded() * 100 : ((value - seconds * unit) / unit * 1e9).rounded()
        return scaled(Int(seconds), by: 1_000_000_000).map { Timestamp(nanoseconds: $0.nanoseconds &+ Int64(fraction)) }
    }

    /// Whether a number under a name that says no unit is no point in time: what counts to less than 1973 in seconds is a
    /// duration, a clock that began with the machine, or a zero.
    @inline(__always)
    static func isNoTime(_ value: Double) -> Bool { value.magnitude < 1e8 }

    static func value(_ tape: JSONTape, _ i: Int, _ reading: FieldReading) -> Timestamp? {
        switch tape.kind(i) {
        case .string:
            let bytes = tape.bytes(i)
            if let time = Timestamp(rfc3339: UnsafeRawBufferPointer(bytes)) { return time }
            let text = bytes.count <= 24 ? String(decoding: bytes, as: UTF8.self) : ""
            guard let number = Double(text) ?? comma(text) else { return TimeLayout.whole(bytes) }
            if let whole = Int(text) { return count(whole, reading) }
            return fraction(number, reading)
        case .integer where reading == .parts: return parts(tape, i)
        case .integer, .unsigned: return tape.integer(i).flatMap { count($0, reading) }
        case .double: return tape.number(i).flatMap { fraction($0, reading) }
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
            let number = tape.member("$numberLong".utf8, of: $0) ?? $0
            return tape.kind(number) == .object ? nil : value(tape, number, .plain)
        }
    }

    /// A number whose decimal sign is a comma.
    private static func comma(_ text: String) -> Double? {
        guard text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 || $0 == UInt8(ascii: ",") }) else { return nil }
        return Double(String(text.map { $0 == "," ? "." : $0 }))
    }

    /// Seconds, with the nanoseconds in a member of their own.
    private static func parts(_ tape: JSONTape, _ seconds: Int) -> Timestamp? {
        let nanos = tape.member("timestampNanos".utf8, of: JSONTape.top).flatMap { tape.integer($0) } ?? 0
        return tape.integer(seconds).flatMap { scaled($0, by: 1_000_000_000) }.map {
            Timestamp(nanoseconds: $0.nanoseconds &+ Int64(nanos))
        }
    }

    private static func fraction(_ value: Double, _ reading: FieldReading) -> Timestamp? {
        reading == .plain && isNoTime(value) ? nil : epoch(value)
    }

    private static func count(_ n: Int, _ reading: FieldReading) -> Timestamp? {
        switch reading {
        case .nanoseconds: scaled(n, by: 1)
        case .microseconds: scaled(n, by: 1_000)
        case .milliseconds: scaled(n, by: 1_000_000)
        case .seconds: scaled(n, by: 1_000_000_000)
        default: isNoTime(Double(n)) ? nil : epoch(n)
        }
    }
}
