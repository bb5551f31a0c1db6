package import EventModel

/// The stretch of time a waterfall shows, and how it maps to columns. A zoomed window stays where it is while the flow grows.
package struct TimeWindow: Hashable, Sendable {
    /// The instant at the left edge.
    package var start: Timestamp
    /// Nanoseconds; at least ``shortest``.
    package private(set) var span: Int64

    /// A window never shows less than a microsecond: clocks say no more.
    package static let shortest: Int64 = 1_000

    /// The window from `start` to `end`, or a microsecond if that is longer.
    package init(from start: Timestamp, to end: Timestamp) {
        self.start = start
        span = max(Self.shortest, (end - start).nanoseconds)
    }

    /// The instant at the right edge.
    package var end: Timestamp { start + .nanoseconds(span) }

    /// Half (`inward`) or twice the time, around `anchor` (clamped into the window), never beyond `limit`.
    package func zoomed(inward: Bool, around anchor: Timestamp, within limit: TimeWindow) -> TimeWindow {
        let anchor = min(max(anchor, start), end)
        let wanted = inward ? span / 2 : (span > Int64.max / 2 ? Int64.max : span * 2)
        let length = min(max(Self.shortest, wanted), limit.span)
        // The anchor keeps its share of the width, so what the eye rests on does not move.
        let share = Double((anchor - start).nanoseconds) / Double(span)
        var window = self
        window.start = anchor - .nanoseconds(Int64(share * Double(length)))
        window.span = length
        return window.clamped(to: limit)
    }

    /// Moved by an eighth of itself, `steps` times, to the right if positive; stops at the ends of `limit`.
    package func panned(_ steps: Int, within limit: TimeWindow) -> TimeWindow {
        let step = max(1, span / 8)
        var window = self
        window.start = start + .nanoseconds(step.multipliedReportingOverflow(by: Int64(steps)).partialValue)
        return window.clamped(to: limit)
    }

    /// The same length, moved so that `instant` lies inside; unchanged if it does already.
    package func revealing(_ instant: Timestamp, within limit: TimeWindow) -> TimeWindow {
        guard instant < start || instant > end else { return self }
        var window = self
        window.start = instant - .nanoseconds(span / 4)
        return window.clamped(to: limit)
    }

    private func clamped(to limit: TimeWindow) -> TimeWindow {
        var window = self
        window.span = min(span, limit.span)
        if window.end > limit.end { window.start = limit.end - .nanoseconds(window.span) }
        if window.start < limit.start { window.start = limit.start }
        return window
    }

    /// The column of an instant on a waterfall of `width` columns: negative before the window, `width` or more after it.
    /// The window's end itself falls into the last column.
    package func column(of instant: Timestamp, width: Int) -> Int {
        guard width > 0 else { return 0 }
        let offset = (instant - start).nanoseconds
        if offset == span { return width - 1 }
        let column = (Double(offset) / Double(span) * Double(width)).rounded(.down)
        return Int(min(max(column, -1), Double(width)))
    }

    /// Where the ruler says a time, as columns with the time since `origin`: round steps, at least `spacing` columns apart.
    package func ticks(width: Int, since origin: Timestamp, spacing: Int = 12) -> [(column: Int, label: String)] {
        guard width > 0 else { return [] }
        let step = Self.roundStep(atLeast: Double(span) * Double(spacing) / Double(width))
        let offset = (start - origin).nanoseconds
        var at = offset >= 0 ? (offset + step - 1) / step * step : offset / step * step
        var ticks: [(column: Int, label: String)] = []
        while at <= offset + span, ticks.count <= width {
            let column = self.column(of: origin + .nanoseconds(at), width: width)
            if column >= 0, column < width { ticks.append((column, Self.label(at, step: step))) }
            at += step
        }
        return ticks
    }

    /// 1, 2 or 5 times a power of ten below a minute, then what clocks count in.
    private static func roundStep(atLeast nanoseconds: Double) -> Int64 {
        var power: Int64 = 1
        while power <= 10_000_000_000 {
            for factor in [1, 2, 5] as [Int64]
            where Double(power * factor) >= nanoseconds && power * factor <= 30_000_000_000 {
                return power * factor
            }
            power *= 10
        }
        let second: Int64 = 1_000_000_000
        let steps: [Int64] = [30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400]
        for step in steps where Double(step * second) >= nanoseconds { return step * second }
        let day = 86_400 * second
        let days = (nanoseconds / Double(day)).rounded(.up)
        return days < 100_000 ? Int64(days) * day : Int64.max / 4
    }

    /// A time since the origin, no finer than the step between two ticks.
    private static func label(_ nanoseconds: Int64, step: Int64) -> String {
        if nanoseconds == 0 { return "0" }
        let sign = nanoseconds < 0 ? "-" : ""
        let n = nanoseconds.magnitude
        let (unit, name): (UInt64, String) =
            switch step {
            case 86_400_000_000_000...: (86_400_000_000_000, "d")
            case 3_600_000_000_000...: (3_600_000_000_000, "h")
            case 60_000_000_000...: (60_000_000_000, "m")
            case 100_000_000...: (1_000_000_000, "s")
            case 100_000...: (1_000_000, "ms")
            case 100...: (1_000, "µs")
            default: (1, "ns")
            }
        let whole = "\(sign)\(n / unit)"
        let fine = UInt64(step) % unit != 0 && unit >= 10
        return fine ? "\(whole).\(n % unit * 10 / unit)\(name)" : whole + name
    }
}
