import EventModel

/// A time as people write it in a query: an instant, or a stretch as long as the last thing they wrote. `2026-11-21` is a day,
/// `14:03` a minute of today, `14:03:27` a second.
struct QueryTime: Equatable {
    var start: Timestamp
    /// Nanoseconds; 0 of an instant.
    var length: Int64

    private static let second: Int64 = 1_000_000_000

    /// RFC 3339 without what may be left out (seconds, zone), a date, a time of today, `today`, `yesterday`, `now`, a duration
    /// back from now (`-15m`, `now-15m`), or seconds to nanoseconds since 1970; all in UTC where no zone is written. Nil for
    /// anything else.
    init?(_ text: String, now: Timestamp) {
        let day = 86_400 * Self.second
        let since = now.nanoseconds % day
        let midnight = Timestamp(nanoseconds: now.nanoseconds - (since < 0 ? since + day : since))
        switch text.lowercased() {
        case "now": self.init(start: now, length: 0)
        case "today": self.init(start: midnight, length: day)
        case "yesterday": self.init(start: midnight - .nanoseconds(day), length: day)
        case let text:
            if let relative = Self.relative(text, now) {
                self.init(start: relative, length: 0)
            } else if let epoch = Self.epoch(text) {
                self = epoch
            } else {
                self.init(clock: text.uppercased(), today: midnight)
            }
        }
    }

    init(start: Timestamp, length: Int64) {
        self.start = start
        self.length = length
    }

    /// The first instant after it.
    var end: Timestamp { start + .nanoseconds(length) }

    private static func relative(_ text: String, _ now: Timestamp) -> Timestamp? {
        let rest = text.hasPrefix("now") ? text.dropFirst(3) : text[...]
        guard let sign = rest.first, sign == "-" || (sign == "+" && rest.count < text.count) else { return nil }
        guard let length = DurationReading.text(Array(rest.dropFirst().utf8)) else { return nil }
        return sign == "-" ? now - .nanoseconds(length) : now + .nanoseconds(length)
    }

    private static func epoch(_ text: String) -> QueryTime? {
        let units: [Int: Int64] = [10: second, 13: 1_000_000, 16: 1_000, 19: 1]
        guard let unit = units[text.utf8.count], text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let n = Int64(text),
            n <= Int64.max / unit
        else { return nil }
        return QueryTime(start: Timestamp(nanoseconds: n * unit), length: unit)
    }

    private init?(clock text: String, today: Timestamp) {
        var text = text
        if text.utf8.count >= 5, text.dropFirst(2).first == ":" { text = today.rfc3339(digits: 0).prefix(11) + text }
        if text.utf8.count == 10 { text += "T00" }
        // The zone is what follows the clock; a date has no letters and its minus signs stand before the clock.
        let zoneAt = text.dropFirst(11).firstIndex { $0 == "Z" || $0 == "+" || $0 == "-" } ?? text.endIndex
        let zone = text[zoneAt...]
        var clock = String(text[..<zoneAt])
        let length: Int64
        switch clock.utf8.count {
        case 13:
            // Only a date was given an hour, above.
            guard text.utf8.count == 13, clock.hasSuffix("T00") else { return nil }
            clock += ":00:00"
            length = 86_400 * Self.second
        case 16:
            clock += ":00"
            length = 60 * Self.second
        default:
            let digits = clock.utf8.count - 20
            length = digits < 1 ? Self.second : (0..<min(digits, 9)).reduce(Self.second) { unit, _ in unit / 10 }
        }
        guard let start = Timestamp(rfc3339: clock + zone) else { return nil }
        self.init(start: start, length: length)
    }
}
