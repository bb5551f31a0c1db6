/// Numbers as a person reads them at a glance.
package enum Figures {
    /// A whole number with separators: `1,204,331`.
    package static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = value < 0 ? "-" : ""
        for (i, digit) in digits.enumerated() {
            if i > 0 && (digits.count - i) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// A rate or share: one decimal below 100 (`6.2`, `0.8`), none from there on (`1,284`). Not-a-number is `–`.
    package static func decimal(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        if abs(value) >= 99.95 { return count(Int(value.rounded())) }
        let tenths = Int((abs(value) * 10).rounded())
        return "\(value < 0 && tenths > 0 ? "-" : "")\(tenths / 10).\(tenths % 10)"
    }

    /// A size in units of 1,000 with two significant digits below ten: `812 B`, `4.1 kB`, `12 MB`.
    package static func bytes(_ value: Int) -> String {
        guard value >= 1_000 else { return "\(max(0, value)) B" }
        var scaled = Double(value)
        for unit in ["kB", "MB", "GB", "TB", "PB"] {
            scaled /= 1_000
            // 999.6 would round to a thousand of the unit below.
            if scaled < 999.5 || unit == "PB" { return "\(significant(scaled)) \(unit)" }
        }
        return "\(value) B"
    }

    /// A duration: `412µs`, `41ms`, `1.9s`, `48s`, `3m 20s`, `2h 5m`, `13d 23h`.
    package static func duration(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        if seconds < 0 || attoseconds < 0 {
            let (s, a) = (Duration.zero - duration).components
            return "-" + self.duration(seconds: Double(s) + Double(a) / 1e18)
        }
        return self.duration(seconds: Double(seconds) + Double(attoseconds) / 1e18)
    }

    /// A duration in milliseconds, as ``duration(_:)`` shows it. Not-a-number is `–`.
    package static func milliseconds(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        return value < 0 ? "-" + duration(seconds: -value / 1_000) : duration(seconds: value / 1_000)
    }

    /// How long ago, or until when, in one unit: `now`, `40s`, `3m`, `2h`, `13d`.
    package static func age(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        switch seconds {
        case 0: return "now"
        case ..<60: return "\(seconds)s"
        case ..<3_600: return "\(seconds / 60)m"
        case ..<86_400: return "\(seconds / 3_600)h"
        default: return "\(count(Int(seconds / 86_400)))d"
        }
    }

    private static func duration(seconds: Double) -> String {
        if seconds == 0 { return "0ms" }
        if seconds < 0.000_999_5 { return "\(significant(seconds * 1e6))µs" }
        if seconds < 0.999_5 { return "\(significant(seconds * 1e3))ms" }
        if seconds < 59.95 { return "\(significant(seconds))s" }
        guard seconds < 1e12 else { return "–" }
        let whole = Int(seconds.rounded())
        switch whole {
        case ..<3_600: return whole % 60 == 0 ? "\(whole / 60)m" : "\(whole / 60)m \(whole % 60)s"
        case ..<86_400: return whole / 60 % 60 == 0 ? "\(whole / 3_600)h" : "\(whole / 3_600)h \(whole / 60 % 60)m"
        default:
            return whole / 3_600 % 24 == 0
                ? "\(count(whole / 86_400))d" : "\(count(whole / 86_400))d \(whole / 3_600 % 24)h"
        }
    }

    /// One decimal below ten, none above.
    private static func significant(_ value: Double) -> String {
        if value < 9.95 {
            let tenths = Int((value * 10).rounded())
            return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        }
        return "\(Int(value.rounded()))"
    }
}
