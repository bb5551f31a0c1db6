import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// Something that is wrong now, and where to look.
struct Attention: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case expiring, deadLetters, errors, waiting }
    var kind: Kind
    /// The queue or the service.
    var name: String
    /// What is wrong, in figures; `×` for times.
    private var what: String
    /// Since when, or until when.
    var when: String
    /// Where Enter leads.
    var route: Route
    var hint: String

    /// What is wrong, in figures.
    func what(_ theme: Theme) -> String { theme.isASCII ? String(what.map { $0 == "×" ? "x" : $0 }) : what }

    /// A service's errors count when this share of its records is reached, and it has doubled.
    static let errorShare = 0.02
    /// Where there is nothing to compare with yet, it takes more.
    static let errorShareAlone = 0.05
    /// Fewer records say nothing about a share.
    static let leastRecords = 20
    /// How long the oldest message of a queue may wait.
    static let patience = Duration.seconds(30)
    /// How deep a queue may be that grows.
    static let depth = 50

    /// What needs attention: what is about to be lost and dead letters first, then errors, then queues; each kind by name, so that rows keep their place.
    ///
    /// - Parameter services: those that are no queues, over the whole window, by name.
    static func all(
        _ snapshot: Snapshot,
        _ services: [Statistics.Service],
        _ queues: [QueueFigures]
    ) -> [Attention] {
        let dead = snapshot.deadLetters.queues.filter { $0.queue.depth > 0 }
        return dead.compactMap { expiring($0, snapshot) } + dead.map { deadLetters($0, snapshot.now) }
            + errors(services, snapshot.statistics)
            + queues.compactMap { waiting($0, end: snapshot.statistics?.end ?? snapshot.now) }
    }

    /// Messages that retention deletes within a day.
    private static func expiring(_ summary: DeadLetterQueueSummary, _ snapshot: Snapshot) -> Attention? {
        let queue = summary.queue.name
        guard let soon = snapshot.deadLetters.expiring[queue] else { return nil }
        let left = Figures.age(max(.zero, soon.first - snapshot.now))
        return Attention(
            kind: .expiring,
            name: queue,
            what: "\(soon.figure.rightAligned(to: 5)) \(soon.verb) in \(left)",
            when: "P parks \(soon.count == 1 ? "it" : "them")",
            route: .deadLetters(queue: queue),
            hint: "open"
        )
    }

    private static func deadLetters(_ summary: DeadLetterQueueSummary, _ now: Timestamp) -> Attention {
        let queue = summary.queue
        // Two causes of one type are one to the eye from here.
        var types: [String: Int] = [:]
        for group in summary.groups { types[String(group.error.prefix { $0 != ":" }), default: 0] += group.count }
        let causes = types.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(2)
            .map { "\($0.key) ×\(Figures.count($0.value))" }
        var when: [String] = []
        if let oldest = queue.oldest { when.append("oldest \(Figures.age(now - oldest))") }
        if let expires = queue.expires { when.append("expires \(Figures.age(expires - now))") }
        return Attention(
            kind: .deadLetters,
            name: queue.name,
            what: "\(Figures.count(queue.depth).rightAligned(to: 5)) dead  \(causes.joined(separator: ", "))",
            when: when.joined(separator: ", "),
            route: .deadLetters(queue: queue.name),
            hint: "open"
        )
    }

    private static func errors(_ services: [Statistics.Service], _ view: StatisticsView?) -> [Attention] {
        let recent = view?.recent
        let recentServices = Dictionary((recent?.byService ?? []).map { ($0.service, $0) }) { first, _ in first }
        return services.compactMap { whole in
            let service = recent == nil ? whole : recentServices[whole.service]
            guard let service, service.records >= leastRecords else { return nil }
            let share = Double(service.errors) / Double(service.records)
            guard share >= errorShare else { return nil }
            var was = ""
            let before = recent == nil ? 0 : whole.records - service.records
            if before >= leastRecords {
                let shareBefore = Double(whole.errors - service.errors) / Double(before)
                // What has been so for minutes is in the table; here stands what has changed.
                guard share >= 2 * shareBefore else { return nil }
                was = ", was \(Figures.decimal(shareBefore * 100)) %"
            } else if share < errorShareAlone {
                return nil
            }
            return Attention(
                kind: .errors,
                name: service.service,
                what: "errors \(Figures.decimal(share * 100)) %\(was)",
                when: recent == nil
                    ? "over all records"
                    : view.flatMap { since(whole, $0) }.map { "since \($0.clock())" } ?? "in the last minute",
                route: .traces(query: "\(QueryText.equal("service", service.service)) level>=error", sort: .latest),
                hint: "flows"
            )
        }
    }

    /// When the errors that go on now began: the start of the stretch of buckets that have them, up to now. A short pause
    /// does not end it.
    private static func since(_ service: Statistics.Service, _ view: StatisticsView) -> Timestamp? {
        let bucket = view.window.bucket
        var begin: Int?
        var pause = 0
        for (age, pair) in zip(service.rates, service.errorRates).reversed().enumerated() {
            let (records, errors) = pair
            if errors > 0, Double(errors) >= errorShare * Double(records) {
                begin = age + 1
                pause = 0
            } else {
                pause += 1
                if pause > 3 { break }
            }
        }
        return begin.map { view.end - bucket * $0 }
    }

    private static func waiting(_ queue: QueueFigures, end: Timestamp) -> Attention? {
        let grows = queue.growth >= 1 && queue.visible >= depth
        guard queue.oldest >= patience || grows else { return nil }
        var what: [String] = []
        if queue.oldest >= patience {
            what.append("oldest waits \(Figures.duration(.seconds(queue.oldest.components.seconds)))")
        }
        if queue.growth >= 0.1 { what.append("growing \(Figures.decimal(queue.growth))/s") }
        return Attention(
            kind: .waiting,
            name: queue.name,
            what: what.joined(separator: ", "),
            when: queue.oldest >= patience
                ? "since \((end - queue.oldest).clock()), \(Figures.count(queue.visible)) waiting"
                : "\(Figures.count(queue.visible)) waiting",
            route: .logs(query: QueryText.equal("resource", queue.name)),
            hint: "queue"
        )
    }
}
