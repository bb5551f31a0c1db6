import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// Something that is wrong now, and where to look.
struct Attention: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case deadLetters, errors, waiting }
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
    /// Fewer records say nothing about a share.
    static let leastRecords = 20
    /// How long the oldest message of a queue may wait.
    static let patience = Duration.seconds(30)
    /// How deep a queue may be that grows.
    static let depth = 50

    /// What needs attention: dead letters first, then errors, then queues; each kind by name, so that rows keep their place.
    static func all(_ snapshot: Snapshot, _ queues: [QueueFigures]) -> [Attention] {
        snapshot.deadLetters.queues.filter { $0.queue.depth > 0 }.map { deadLetters($0, snapshot.now) }
            + errors(snapshot.statistics) + queues.compactMap(waiting)
    }

    private static func deadLetters(_ summary: DeadLetterQueueSummary, _ now: Timestamp) -> Attention {
        let queue = summary.queue
        let causes = summary.groups.sorted { ($0.count, $1.error) > ($1.count, $0.error) }.prefix(2)
            .map { "\($0.error.prefix { $0 != ":" }) ×\(Figures.count($0.count))" }
        var when: [String] = []
        if let oldest = queue.oldest { when.append("oldest \(Figures.age(now - oldest))") }
        if let expires = queue.expires { when.append("expires \(Figures.age(expires - now))") }
        return Attention(
            kind: .deadLetters,
            name: queue.name,
            what: "\(Figures.count(queue.depth)) dead    \(causes.joined(separator: ", "))",
            when: when.joined(separator: ", "),
            route: .deadLetters(queue: queue.name),
            hint: "open"
        )
    }

    private static func errors(_ view: StatisticsView?) -> [Attention] {
        guard let view else { return [] }
        let now = view.recent ?? view.window
        return now.byService.sorted { $0.service < $1.service }.compactMap { service in
            guard service.records >= leastRecords else { return nil }
            let share = Double(service.errors) / Double(service.records)
            guard share >= errorShare else { return nil }
            var was = ""
            if view.recent != nil, let whole = view.window.byService.first(where: { $0.service == service.service }) {
                let records = whole.records - service.records
                if records >= leastRecords {
                    let before = Double(whole.errors - service.errors) / Double(records)
                    // What has been so for minutes is in the table; here stands what has changed.
                    guard share >= 2 * before else { return nil }
                    was = ", was \(Figures.decimal(before * 100)) %"
                }
            }
            return Attention(
                kind: .errors,
                name: service.service,
                what: "errors \(Figures.decimal(share * 100)) %\(was)",
                when: view.recent == nil ? "over all records" : "in the last minute",
                route: .traces(query: "\(QueryText.equal("service", service.service)) level>=error", sort: .latest),
                hint: "flows"
            )
        }
    }

    private static func waiting(_ queue: QueueFigures) -> Attention? {
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
            when: "\(Figures.count(queue.visible)) waiting",
            route: .logs(query: QueryText.equal("resource", queue.name)),
            hint: "queue"
        )
    }
}
