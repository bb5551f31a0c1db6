import DeadLetters
import EventModel
import TerminalUI

/// A part of a plan that is typed: how it reads, and what a text makes of it.
enum PlanField: Hashable, Sendable {
    case canary, rate, stopShare, start, cap, groupKey

    struct Mistake: Error { var text: String }

    /// What is asked for.
    var question: String {
        switch self {
        case .canary: "how many go first, empty for none: "
        case .rate: "messages a second, 5 or 5..50, empty for no limit: "
        case .stopShare: "stop when more than so many % die again, empty for never: "
        case .start: "now, 14:30, 15m, or after EVENT-TYPE: "
        case .cap: "leave out what was redriven so often: "
        case .groupKey: "attribute or $.path that orders: "
        }
    }

    /// The plan's value as it is typed.
    func text(_ options: RedriveOptions) -> String {
        switch self {
        case .canary: return options.canary.map(String.init) ?? ""
        case .rate:
            guard let rate = options.rate else { return "" }
            let from = Self.plain(rate.from)
            return rate.from == rate.to ? from : "\(from)..\(Self.plain(rate.to))"
        case .stopShare: return options.stopAbove.map { Self.plain($0 * 100) } ?? ""
        case .start:
            switch options.start {
            case .now: return "now"
            case .at(let at): return at.rfc3339(digits: 0)
            case .after(let type): return "after \(type)"
            }
        case .cap: return options.cap == .max ? "" : String(options.cap)
        case .groupKey:
            if case .group(let key) = options.order { return key }
            return ""
        }
    }

    /// A number without the zeros behind its point.
    static func plain(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return "" }
        return value == value.rounded() ? String(Int(value)) : String(value)
    }

    /// Takes a text into the options.
    func set(_ typed: String, in options: inout RedriveOptions, now: Timestamp) throws(Mistake) {
        let text = typed.filter { !$0.isWhitespace }
        switch self {
        case .canary:
            guard !text.isEmpty else { return options.canary = nil }
            guard let n = Int(text), n > 0 else { throw Mistake(text: "A canary is a number of messages, such as 2.") }
            options.canary = n
        case .rate: options.rate = text.isEmpty ? nil : try Self.ramp(text)
        case .stopShare:
            guard !text.isEmpty else { return options.stopAbove = nil }
            let digits = text.last == "%" ? String(text.dropLast()) : text
            guard let share = Double(digits), share >= 0, share <= 100 else {
                throw Mistake(text: "A share is a percentage from 0 to 100; empty: it never stops by itself.")
            }
            options.stopAbove = share / 100
        case .start: options.start = try Self.start(typed, now: now)
        case .cap:
            guard let cap = Int(text), cap > 0 else {
                throw Mistake(text: "A cap is how often a message may have been redriven before, such as 3.")
            }
            options.cap = cap
        case .groupKey: options.order = text.isEmpty ? .time : .group(key: typed.trimmed)
        }
    }

    private static func ramp(_ text: String) throws(Mistake) -> RedriveOptions.Ramp {
        let bare = text.hasSuffix("/s") ? String(text.dropLast(2)) : text
        let dots = bare.firstRange(of: "..")
        let ends = dots.map { [String(bare[..<$0.lowerBound]), String(bare[$0.upperBound...])] } ?? [bare]
        let rates = ends.compactMap(Double.init).filter { $0 >= 0.1 && $0 <= 1_000_000 }
        guard rates.count == ends.count, rates[0] <= rates[rates.count - 1] else {
            throw Mistake(text: "A rate is messages a second, 0.1 to 1000000, or a ramp such as 5..50.")
        }
        return RedriveOptions.Ramp(from: rates[0], to: rates[rates.count - 1])
    }

    private static func start(_ typed: String, now: Timestamp) throws(Mistake) -> RedriveOptions.Start {
        let text = typed.trimmed
        if text.isEmpty || text == "now" { return .now }
        if text.hasPrefix("after ") { return .after(eventType: String(text.dropFirst(6)).trimmed) }
        if let at = Timestamp(rfc3339: text) { return .at(at) }
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        if let last = text.last, let unit = units[last], let n = Int(text.dropLast()), n > 0, n < 10_000 {
            return .at(now + .seconds(n * unit))
        }
        let clock = text.split(separator: ":").compactMap { Int($0) }
        if text.contains(":"), clock.count == 2, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]) {
            let midnight = now.nanoseconds / 86_400_000_000_000 * 86_400
            let at = Timestamp(seconds: midnight + Int64(clock[0] * 3_600 + clock[1] * 60))
            return .at(at > now ? at : at + .seconds(86_400))
        }
        throw Mistake(text: "When? now, 14:30 (UTC), 15m from now, or after DeployFinished.")
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
