package import EventModel

extension Timestamp {
    /// The time of day in UTC: `14:03:27`, with so many digits of its fraction (at most 9).
    package func clock(digits: Int = 0) -> String {
        let c = civil
        var text = "\(Self.two(c.hour)):\(Self.two(c.minute)):\(Self.two(c.second))"
        guard digits > 0 else { return text }
        let fraction = String(c.nanosecond)
        text += "."
        text += (String(repeating: "0", count: 9 - fraction.count) + fraction).prefix(digits)
        return text
    }

    /// Month and day: `03-14`.
    package var monthAndDay: String { "\(Self.two(civil.month))-\(Self.two(civil.day))" }

    /// The day: `2026-03-14`.
    package var day: String { "\(civil.year)-\(monthAndDay)" }

    private static func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
}
