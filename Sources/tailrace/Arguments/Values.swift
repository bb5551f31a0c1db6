import ArgumentParser
import EventModel

/// A duration as people type it: `250ms`, `30s`, `5m`, `2h`, `1d`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        let digits = argument.prefix { $0.isNumber || $0 == "." }
        guard let value = Double(digits), value.isFinite, value >= 0 else { return nil }
        let scale: Double
        switch argument.dropFirst(digits.count) {
        case "ms": scale = 1e6
        case "s", "": scale = 1e9
        case "m": scale = 60e9
        case "h": scale = 3600e9
        case "d": scale = 86_400e9
        default: return nil
        }
        guard value * scale < 9e18 else { return nil }
        duration = .nanoseconds(Int64(value * scale))
    }
}

/// A rate as people type it: `20/s`, `20`, `90/m`. Events a second.
struct RateArgument: ExpressibleByArgument {
    let perSecond: Double

    init?(argument: String) {
        let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let value = Double(parts[0]), value.isFinite, value > 0 else { return nil }
        switch parts.count == 1 ? "s" : parts[1] {
        case "s": perSecond = value
        case "m": perSecond = value / 60
        default: return nil
        }
    }
}

/// A point in time as people type it: RFC 3339, `-15m` for fifteen minutes ago, `+2h` for two hours from now.
struct TimeArgument: ExpressibleByArgument {
    let time: Timestamp

    init?(argument: String) {
        if argument.hasPrefix("-"), let ago = DurationArgument(argument: String(argument.dropFirst())) {
            time = Timestamp.now() - ago.duration
        } else if argument.hasPrefix("+"), let ahead = DurationArgument(argument: String(argument.dropFirst())) {
            time = Timestamp.now() + ahead.duration
        } else if let time = Timestamp(rfc3339: argument) ?? Timestamp(rfc3339: argument + "T00:00:00Z") {
            self.time = time
        } else {
            return nil
        }
    }
}

/// A share from 0 to 1.
struct ShareArgument: ExpressibleByArgument {
    let share: Double

    init?(argument: String) {
        guard let value = Double(argument), (0...1).contains(value) else { return nil }
        share = value
    }
}

/// How results are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, raw
}

/// A size as people type it: `512mb`, `2gb`, `100k`, in units of 1024.
struct SizeArgument: ExpressibleByArgument {
    let bytes: Int

    init?(argument: String) {
        let digits = argument.prefix { $0.isNumber || $0 == "." }
        guard let value = Double(digits), value.isFinite, value >= 0 else { return nil }
        let scale: Double
        switch argument.dropFirst(digits.count).lowercased() {
        case "", "b": scale = 1
        case "k", "kb", "kib": scale = 0x1p10
        case "m", "mb", "mib": scale = 0x1p20
        case "g", "gb", "gib": scale = 0x1p30
        default: return nil
        }
        guard value * scale < 0x1p60 else { return nil }
        bytes = Int(value * scale)
    }
}
