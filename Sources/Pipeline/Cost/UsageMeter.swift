import EventModel
import GRDB
import Synchronization

/// Counts what functions, rules and buses do, in memory, until the counts are added to the journal once a second and at the end of a
/// run: a process that is killed loses its last second of them.
final class UsageMeter: Sendable {
    struct Counts: Sendable {
        var functions: [String: FunctionUse] = [:]
        /// Events that rules matched.
        var rules: [String: Int] = [:]
        /// Events that were put on buses, and those of them that no rule matched.
        var published: [String: Int] = [:]
        var unmatched: [String: Int] = [:]
        var isEmpty: Bool { functions.isEmpty && published.isEmpty }
    }
    private let counts = Mutex(Counts())

    func note(_ function: FunctionDefinition, _ outcome: Invocation.Outcome, isError: Bool, peakMegabytes: Int?) {
        let ran = outcome.duration + (outcome.initialisation ?? .zero)
        let billed = Int(ran.inMilliseconds.rounded(.up))
        counts.withLock { counts in
            var use = FunctionUse()
            use.requests = 1
            use.errors = isError ? 1 : 0
            use.coldStarts = outcome.coldStart ? 1 : 0
            use.duration = outcome.duration
            use.longest = outcome.duration
            use.billedMilliseconds = billed
            use.megabyteMilliseconds = billed * function.memoryMB
            use.peakMegabytes = peakMegabytes
            counts.functions[function.name, default: FunctionUse()] += use
        }
    }

    func notePublished(on bus: String, matched rules: some Sequence<String>) {
        counts.withLock { counts in
            counts.published[bus, default: 0] += 1
            var any = false
            for rule in rules {
                counts.rules[rule, default: 0] += 1
                any = true
            }
            if !any { counts.unmatched[bus, default: 0] += 1 }
        }
    }

    func take() -> Counts {
        counts.withLock { counts in
            defer { counts = Counts() }
            return counts
        }
    }

    /// Puts back what could not be kept.
    func giveBack(_ taken: Counts) {
        counts.withLock { counts in
            for (name, use) in taken.functions { counts.functions[name, default: FunctionUse()] += use }
            counts.rules.merge(taken.rules, uniquingKeysWith: +)
            counts.published.merge(taken.published, uniquingKeysWith: +)
            counts.unmatched.merge(taken.unmatched, uniquingKeysWith: +)
        }
    }
}

extension UsageMeter.Counts {
    /// The names of the journal's counters.
    static func matched(_ rule: String) -> String { "rule/\(rule)" }
    static func published(_ bus: String) -> String { "bus.published/\(bus)" }
    static func unmatched(_ bus: String) -> String { "bus.unmatched/\(bus)" }

    func save(in db: Database, at now: Timestamp) throws {
        for (name, use) in functions { try use.save(name, day: now.day, in: db) }
        for (rule, n) in rules { try db.count(Self.matched(rule), by: n) }
        for (bus, n) in published { try db.count(Self.published(bus), by: n) }
        for (bus, n) in unmatched { try db.count(Self.unmatched(bus), by: n) }
    }
}

extension Timestamp {
    /// Days since 1970, in UTC.
    var day: Int { Int(nanoseconds / 86_400_000_000_000) }
}
