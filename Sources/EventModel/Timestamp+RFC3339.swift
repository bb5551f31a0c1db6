/// A calendar date and time of day in UTC.
package struct CivilTime: Hashable, Sendable, BitwiseCopyable {
    package var year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, nanosecond: Int

    package init(
        year: Int,
        month: Int,
        day: Int,
        hour: Int = 0,
        minute: Int = 0,
        second: Int = 0,
        nanosecond: Int = 0
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.nanosecond = nanosecond
    }
}

extension Timestamp {
    /// The instant of a UTC date and time, by the days-from-civil rule for the proleptic Gregorian calendar
    /// (https://howardhinnant.github.io/date_algorithms.html). The fields are not checked.
    package init(_ c: CivilTime) {
        let y = c.month <= 2 ? c.year - 1 : c.year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let seconds = Int64(days) &* 86_400 &+ Int64(c.hour * 3600 + c.minute * 60 + c.second)
        self.init(nanoseconds: seconds &* 1_000_000_000 &+ Int64(c.nanosecond))
    }

    /// The UTC date and time of the instant.
    package var civil: CivilTime {
        var (seconds, nanos) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        if nanos < 0 { nanos += 1_000_000_000; seconds -= 1 }
        var (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        if rest < 0 { rest += 86_400; days -= 1 }
        let z = Int(days) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let mp = (5 * dayOfYear + 2) / 153
        let month = mp < 10 ? mp + 3 : mp - 9
        let r = Int(rest)
        return CivilTime(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * mp + 2) / 5 + 1,
            hour: r / 3600,
            minute: r / 60 % 60,
            second: r % 60,
            nanosecond: Int(nanos)
        )
    }

    /// RFC 3339 in UTC with `digits` (0 to 9) digits of the second's fraction: `2026-11-21T14:03:27.118Z`.
    package func rfc3339(digits: Int = 3) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(30)
        appendRFC3339(to: &bytes, digits: digits)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends `rfc3339(digits:)` as ASCII.
    package func appendRFC3339(to out: inout [UInt8], digits: Int = 3) {
        let c = civil
        func put(_ value: Int, _ width: Int) {
            var divisor = 1
            for _ in 1..<max(width, 1) { divisor *= 10 }
            var v = value
            for _ in 0..<width {
                out.append(48 + UInt8(truncatingIfNeeded: v / divisor % 10))
                v %= divisor
                divisor = max(divisor / 10, 1)
            }
        }
        put(c.year, 4)
        out.append(UInt8(ascii: "-"))
        put(c.month, 2)
        out.append(UInt8(ascii: "-"))
        put(c.day, 2)
        out.append(UInt8(ascii: "T"))
        put(c.hour, 2)
        out.append(UInt8(ascii: ":"))
        put(c.minute, 2)
        out.append(UInt8(ascii: ":"))
        put(c.second, 2)
        if digits > 0 {
            out.append(UInt8(ascii: "."))
            var fraction = c.nanosecond
            for _ in digits..<9 { fraction /= 10 }
            put(fraction, min(digits, 9))
        }
        out.append(UInt8(ascii: "Z"))
    }

    /// Reads RFC 3339, and what people write for it: a space or `t` for `T`, a comma before the fraction, an offset
    /// without a colon, or no offset at all (then UTC). Nil for anything else, and for a date that does not exist.
    package init?(rfc3339 text: some StringProtocol) {
        var copy = String(text)
        let parsed = copy.withUTF8 { Timestamp(rfc3339: UnsafeRawBufferPointer($0)) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The same, from UTF-8 bytes.
    package init?(rfc3339 b: UnsafeRawBufferPointer) {
        func number(_ from: Int, _ count: Int) -> Int? {
            guard from + count <= b.count else { return nil }
            var v = 0
            for i in from..<from + count {
                let d = Int(b[i]) - 48
                guard d >= 0, d <= 9 else { return nil }
                v = v * 10 + d
            }
            return v
        }
        guard b.count >= 19, b[4] == 0x2D, b[7] == 0x2D, b[13] == 0x3A, b[16] == 0x3A,
            b[10] == 0x54 || b[10] == 0x74 || b[10] == 0x20,
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
            let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
            (1...12).contains(month), day >= 1, day <= Timestamp.days(in: month, of: year),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        var i = 19
        var nanos = 0
        if i < b.count, b[i] == 0x2E || b[i] == 0x2C {
            i += 1
            var scale = 100_000_000
            let first = i
            while i < b.count, b[i] >= 48, b[i] <= 57 {
                nanos += Int(b[i] - 48) * scale
                scale /= 10
                i += 1
            }
            guard i > first else { return nil }
        }
        var offset = 0
        if i < b.count {
            switch b[i] {
            case 0x5A, 0x7A:
                i += 1
            case 0x2B, 0x2D:
                let sign = b[i] == 0x2B ? 1 : -1
                guard let hours = number(i + 1, 2), hours < 24 else { return nil }
                i += 3
                if i < b.count, b[i] == 0x3A { i += 1 }
                guard let minutes = number(i, 2), minutes < 60 else { return nil }
                i += 2
                offset = sign * (hours * 60 + minutes)
            default: return nil
            }
        }
        guard i == b.count, (1678...2261).contains(year) else { return nil }
        self.init(
            CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second, nanosecond: nanos)
        )
        nanoseconds -= Int64(offset) * 60_000_000_000
    }

    /// Days in a month of the Gregorian calendar.
    package static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}
