#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An instant in UTC, in nanoseconds since 1970-01-01T00:00:00Z (leap seconds are not counted).
///
/// Covers the years 1678 to 2262. Reading and writing RFC 3339 (https://www.rfc-editor.org/rfc/rfc3339) needs no
/// Foundation, so it can run once per log record.
package struct Timestamp: Hashable, Comparable, Sendable, BitwiseCopyable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    package init(milliseconds: Int64) { nanoseconds = milliseconds &* 1_000_000 }
    package init(seconds: Int64) { nanoseconds = seconds &* 1_000_000_000 }

    package var milliseconds: Int64 { nanoseconds / 1_000_000 }

    /// The wall clock's present instant. Only shells call it; everything below them takes an instant as a parameter.
    package static func now() -> Timestamp {
        var t = timespec()
        clock_gettime(CLOCK_REALTIME, &t)
        return Timestamp(nanoseconds: Int64(t.tv_sec) &* 1_000_000_000 &+ Int64(t.tv_nsec))
    }

    package static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }

    /// The instant `duration` later; saturates at the ends of the range.
    package static func + (a: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = a.nanoseconds.addingReportingOverflow(duration.nanoseconds)
        return Timestamp(nanoseconds: overflow ? (duration.nanoseconds < 0 ? .min : .max) : sum)
    }

    package static func - (a: Timestamp, duration: Duration) -> Timestamp { a + .nanoseconds(-duration.nanoseconds) }

    /// How long after `b` the instant `a` is; negative if it is before; saturates.
    package static func - (a: Timestamp, b: Timestamp) -> Duration {
        let (d, overflow) = a.nanoseconds.subtractingReportingOverflow(b.nanoseconds)
        return .nanoseconds(overflow ? (a < b ? .min : .max) : d)
    }
}

extension Duration {
    /// The whole duration in nanoseconds, saturating at ±292 years.
    package var nanoseconds: Int64 {
        let (s, a) = components
        let (whole, overflow) = s.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return s < 0 ? .min : .max }
        let (sum, over) = whole.addingReportingOverflow(a / 1_000_000_000)
        return over ? (s < 0 ? .min : .max) : sum
    }

    /// The duration in milliseconds, with its fraction.
    package var inMilliseconds: Double { Double(nanoseconds) / 1e6 }

    /// The duration in seconds, with its fraction.
    package var inSeconds: Double { Double(nanoseconds) / 1e9 }
}
