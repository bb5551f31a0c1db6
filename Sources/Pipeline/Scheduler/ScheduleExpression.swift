package import EventModel

/// `rate(5 minutes)` or `cron(0 10 * * ? *)`
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html).
package enum ScheduleExpression: Hashable, Sendable {
    case rate(Duration)
    case cron(CronExpression)

    /// - Throws: ``ScheduleError``.
    package init(_ text: String) throws(ScheduleError) {
        if let inner = Self.inner(text, "rate") {
            self = .rate(try Self.rate(inner))
        } else if let inner = Self.inner(text, "cron") {
            self = .cron(try CronExpression(inner))
        } else {
            throw ScheduleError("a schedule is rate(VALUE UNIT) or cron(FIELDS), not \(text)")
        }
    }

    /// The first instant after `instant` that a schedule is due that was due, or began, at `start`; nil if there is none any more.
    package func next(after instant: Timestamp, from start: Timestamp) -> Timestamp? {
        switch self {
        case .cron(let cron): return cron.next(after: instant)
        case .rate(let interval):
            // In step with its beginning, however late the last run was.
            let passed = max(0, (instant - start).nanoseconds) / interval.nanoseconds
            let next =
                start + .nanoseconds((passed + 1).multipliedReportingOverflow(by: interval.nanoseconds).partialValue)
            return next > instant ? next : nil
        }
    }

    private static func inner(_ text: String, _ name: String) -> String? {
        guard text.hasPrefix(name + "("), text.hasSuffix(")") else { return nil }
        return String(text.dropFirst(name.count + 1).dropLast())
    }

    private static func rate(_ text: String) throws(ScheduleError) -> Duration {
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 2, let value = Int(parts[0]), value > 0, value <= 100_000 else {
            throw ScheduleError("a rate is a whole number from 1 to 100000 and a unit, not \(text)")
        }
        let units = ["minute": 60, "hour": 3_600, "day": 86_400]
        let unit = value == 1 ? parts[1] : String(parts[1].dropLast())
        guard value == 1 || parts[1].hasSuffix("s"), let seconds = units[unit] else {
            throw ScheduleError(
                "a rate's unit is minute, hour or day, with an s if the value is not 1, not \(parts[1])"
            )
        }
        return .seconds(value * seconds)
    }
}

/// Why a schedule was refused.
package struct ScheduleError: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String
    package init(_ description: String) { self.description = description }
}
