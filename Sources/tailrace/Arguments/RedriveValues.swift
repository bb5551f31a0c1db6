import ArgumentParser
import DeadLetters
import EventModel

/// A rate as people type it, `20/s`, or one that rises: `5..50/s` begins with 5 a second and doubles until it is at 50.
struct RampArgument: ExpressibleByArgument {
    let ramp: RedriveOptions.Ramp

    init?(argument: String) {
        guard let dots = argument.firstRange(of: "..") else {
            guard let rate = RateArgument(argument: argument) else { return nil }
            ramp = .init(rate.perSecond)
            return
        }
        let unit = argument.firstIndex(of: "/").map { String(argument[$0...]) } ?? ""
        var first = String(argument[..<dots.lowerBound])
        if !first.contains("/") { first += unit }
        guard let from = RateArgument(argument: first),
            let to = RateArgument(argument: String(argument[dots.upperBound...])), from.perSecond <= to.perSecond
        else { return nil }
        ramp = .init(from: from.perSecond, to: to.perSecond)
    }
}

/// A share as people type it: `0.2` or `20%`.
struct PercentArgument: ExpressibleByArgument {
    let share: Double

    init?(argument: String) {
        let isPercent = argument.hasSuffix("%")
        guard let value = Double(isPercent ? String(argument.dropLast()) : argument) else { return nil }
        let share = isPercent ? value / 100 : value
        guard (0...1).contains(share) else { return nil }
        self.share = share
    }
}

/// `PATH=JSON`: a member of every body and what it is set to.
struct BodyChangeArgument: ExpressibleByArgument {
    let change: BodyChange

    init?(argument: String) {
        // A quoted name in the path may have the sign in it: the first one before which a path is whole.
        for i in argument.indices where argument[i] == "=" {
            let path = String(argument[..<i])
            guard (try? BodyPath(path)) != nil else { continue }
            change = BodyChange(path: path, value: String(argument[argument.index(after: i)...]))
            return
        }
        return nil
    }
}

extension BodyView: ExpressibleByArgument {}
extension RedriveOptions.Headers: ExpressibleByArgument {}
