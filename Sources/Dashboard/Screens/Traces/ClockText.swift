package import EventModel

/// Times of day as lists show them, in UTC.
package enum ClockText {
    /// `14:03:20.530`.
    package static func milliseconds(_ at: Timestamp) -> String {
        let civil = at.civil
        return seconds(civil) + "." + digits(civil.nanosecond / 1_000_000, 3)
    }

    /// `14:03:20`.
    package static func seconds(_ at: Timestamp) -> String { seconds(at.civil) }

    private static func seconds(_ civil: CivilTime) -> String {
        "\(digits(civil.hour, 2)):\(digits(civil.minute, 2)):\(digits(civil.second, 2))"
    }

    private static func digits(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
