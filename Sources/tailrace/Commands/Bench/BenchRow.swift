import EventModel
import TerminalUI

/// One figure, and what it is held against.
struct BenchRow: Sendable {
    enum Unit: String, Sendable {
        case bytesPerSecond = "B/s"
        case messagesPerSecond = "msg/s"
        case eventsPerSecond = "events/s"
        case bytes = "B"
        case seconds = "s"
        /// How many times as long one thing takes as another.
        case times = "×"

        /// Throughput wants to be high, time and memory low.
        var wantsMore: Bool {
            switch self {
            case .bytesPerSecond, .messagesPerSecond, .eventsPerSecond: true
            case .bytes, .seconds, .times: false
            }
        }

        func text(_ value: Double) -> String {
            switch self {
            case .bytesPerSecond: Figures.bytes(Int(value)) + "/s"
            case .messagesPerSecond, .eventsPerSecond: Figures.count(Int(value.rounded())) + "/s"
            case .bytes: value < 100_000 ? Figures.decimal(value) + " B" : Figures.bytes(Int(value))
            case .seconds: Figures.milliseconds(value * 1000)
            case .times: Figures.decimal(value) + "×"
            }
        }
    }

    /// A name for programs: short, stable.
    let key: String
    let what: String
    let value: Double
    let unit: Unit
    /// What must be reached; nil where nothing is required.
    var must: Double?
    var aim: Double?

    init(_ key: String, _ what: String, _ value: Double, _ unit: Unit, must: Double? = nil, aim: Double? = nil) {
        self.key = key
        self.what = what
        self.value = value
        self.unit = unit
        self.must = must
        self.aim = aim
    }

    /// How many times better than required; below 1 it is missed.
    var ratio: Double? {
        guard let must, must > 0, value > 0 else { return nil }
        return unit.wantsMore ? value / must : must / value
    }

    var json: JSON {
        [
            "key": .string(key), "what": .string(what), "value": .double(value), "unit": .string(unit.rawValue),
            "better": .string(unit.wantsMore ? "higher" : "lower"), "must": must.map(JSON.double) ?? .null,
            "aim": aim.map(JSON.double) ?? .null, "ratio": ratio.map(JSON.double) ?? .null,
        ]
    }
}
