import EventModel
import Pipeline
import TerminalUI

/// How many events a second a bus finds the rules for, on one core, and what more rules cost.
struct MatchBench {
    /// Numbers of rules, the fewest first.
    let rules: [Int]
    let events: Int
    let runs: Int
    let meter: Meter

    /// What a bus must do with any number of rules, and what is aimed at, in events a second.
    private static let (must, aim) = (150_000.0, 250_000.0)
    /// How many times longer an event may take with the most rules than with the fewest.
    private static let mostTimes = 1.5

    func rows() throws -> [BenchRow] {
        let counts = Array(Set(rules)).sorted()
        var matchers: [(matcher: RuleMatcher, events: [JSON])] = []
        for count in counts {
            meter.show("compiling \(counted(count, "rule"))")
            let sample = try SampleRules(rules: count)
            matchers.append((RuleMatcher(sample.patterns), sample.events))
        }
        // Taken in turn, so that what else the machine does falls on all of them.
        var seconds = [[Double]](repeating: [], count: counts.count)
        for run in 0...runs {
            for (i, count) in counts.enumerated() {
                try Task.checkCancellation()
                meter.show("matching against \(counted(count, "rule"))")
                let took = MatchBench.time(matchers[i].matcher, matchers[i].events, events)
                // The first brings everything near.
                if run > 0 { seconds[i].append(took / Double(events)) }
            }
        }
        var rows = zip(counts, seconds).map { count, times in
            BenchRow(
                "match_\(count)",
                "matching events, \(counted(count, "rule"))",
                1 / times.median,
                .eventsPerSecond,
                must: Self.must,
                aim: Self.aim
            )
        }
        if counts.count > 1, let least = seconds.first, let most = seconds.last {
            let what = "time with \(Figures.count(counts[counts.count - 1])) rules, in times that with \(counts[0])"
            // Of runs that follow each other: what else the machine does changes slowly.
            let growth = zip(most, least).map { $0 / $1 }.median
            rows.append(BenchRow("match_growth", what, growth, .times, must: Self.mostTimes))
        }
        return rows
    }

    private static func time(_ matcher: RuleMatcher, _ events: [JSON], _ count: Int) -> Double {
        var matched = 0
        let (_, seconds) = timed {
            for i in 0..<count { matched += matcher.matches(events[i % events.count]).count }
        }
        // Some of the events match: what was measured was work.
        precondition(matched > 0 || count < events.count)
        return seconds
    }
}
