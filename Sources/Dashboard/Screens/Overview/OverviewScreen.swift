import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// Page 1: what needs attention, rates, services, queues. Selection goes across the sections; a row keeps it while others come
/// and go.
package struct OverviewScreen: Screen {
    /// What can be selected, by what it is and not by where it stands.
    enum Item: Hashable, Sendable {
        case attention(Attention.Kind, String)
        case service(String)
        case queue(String)
    }

    /// A line of the page, from the top.
    enum Line: Sendable {
        case blank
        case heading(String)
        case quiet(String)
        case rates
        case serviceTitles, queueTitles
        case attention(Attention)
        case trouble(String)
        case service(Statistics.Service)
        case queue(QueueFigures)

        var item: Item? {
            switch self {
            case .attention(let attention): .attention(attention.kind, attention.name)
            case .service(let service): .service(service.service)
            case .queue(let queue): .queue(queue.name)
            default: nil
            }
        }
    }

    private(set) var selected: Item?
    /// The first line on screen.
    private(set) var offset = 0
    /// A queue has messages that are about to be lost.
    private var isExpiring = false
    private var errand = Errand()

    package init() {}

    package var title: String { Page.overview.title }

    package var interest: Interest {
        var interest = Interest()
        interest.statistics = true
        interest.metrics = true
        return interest
    }

    package var keymap: Keymap {
        let park = Binding("P", .park, "park what expires\u{2026}", footer: true)
        return Keymap(
            (isExpiring ? [park] : []) + [
                Binding(.enter, .open, "open", footer: true),
                Binding("f", .editFilter, "filter the log", pair: "f", "filter"),
            ]
        ) + .moving
    }

    // MARK: Lines

    static func lines(_ snapshot: Snapshot) -> [Line] {
        guard snapshot.counters.records > 0 || snapshot.deadLetters.total > 0 else { return [] }
        let end = snapshot.statistics?.end ?? snapshot.now
        let dead = Set(snapshot.deadLetters.queues.map(\.queue.name))
        let all = QueueFigures.all(snapshot.metrics, end: end)
        let queues = all.filter { !dead.contains($0.name) }
        // A queue's own records carry its name; it stands among the queues and not among the services.
        let names = dead.union(all.map(\.name))
        let services = (snapshot.statistics?.window.byService ?? []).filter {
            !$0.onlyCarries && !names.contains($0.service)
        }
        .sorted { $0.service < $1.service }
        let attention = Attention.all(snapshot, services, queues)
        var lines: [Line] = [.heading("Needs attention")]
        lines += attention.map(Line.attention)
        lines += snapshot.troubles.suffix(3).map(Line.trouble)
        if lines.count == 1 {
            lines.append(
                .quiet((["Nothing."] + [snapshot.pipeline.invitation].compactMap { $0 }).joined(separator: " "))
            )
        }
        // Room for a few, so that the tables stay where they are when something goes wrong.
        while lines.count < 4 { lines.append(.blank) }
        lines += [.blank, .rates, .blank, .serviceTitles]
        lines += services.map(Line.service)
        if services.isEmpty {
            lines.append(.quiet(snapshot.statistics == nil ? "Counting." : "No record names a service."))
        }
        if !queues.isEmpty { lines += [.blank, .queueTitles] + queues.map(Line.queue) }
        return lines
    }

    // MARK: Keys

    package mutating func settle(_ snapshot: Snapshot) {
        isExpiring = !snapshot.deadLetters.expiring.isEmpty
        let lines = Self.lines(snapshot)
        if selected == nil || !lines.contains(where: { $0.item == selected }) {
            // What went away leaves the selection to what needs attention most.
            selected = lines.lazy.compactMap(\.item).first
        }
        show(lines, Self.rows(lines, snapshot.body.height))
    }

    /// Lines that fit: where there are more, the last row tells how many.
    static func rows(_ lines: [Line], _ height: Int) -> Int { lines.count > height ? height - 1 : height }

    /// Scrolls as little as brings the selected line on screen, with the heading above the first one.
    private mutating func show(_ lines: [Line], _ height: Int) {
        offset = min(offset, max(0, lines.count - height))
        guard let index = lines.firstIndex(where: { $0.item == selected }), selected != nil else { return }
        if lines[..<index].allSatisfy({ $0.item == nil }) { offset = 0 }
        if index < offset { offset = index }
        if index >= offset + height { offset = index - height + 1 }
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let lines = Self.lines(snapshot)
        let items = lines.compactMap(\.item)
        let here = items.firstIndex { $0 == selected } ?? 0
        var to = here
        let page = max(1, snapshot.body.height - 2)
        switch action {
        case .up: to -= 1
        case .down: to += 1
        case .pageUp: to -= page
        case .pageDown: to += page
        case .halfPageUp: to -= page / 2
        case .halfPageDown: to += page / 2
        case .top: to = 0
        case .bottom: to = items.count - 1
        case .open: return open(lines)
        case .park: return park(snapshot)
        case .editFilter: return .push(FilterBar(""))
        case .applyFilter(let text): return .go(.logs(query: text))
        case .previewFilter, .dropPreview: return .handled()
        default: return .ignored
        }
        if !items.isEmpty { selected = items[min(max(0, to), items.count - 1)] }
        show(lines, Self.rows(lines, snapshot.body.height))
        return .handled()
    }

    /// Parks what expires in the selected queue, or in the one that loses something first.
    private mutating func park(_ snapshot: Snapshot) -> Reaction {
        let expiring = snapshot.deadLetters.expiring
        var queue = expiring.min { $0.value.first < $1.value.first }?.key
        switch selected {
        case .attention(_, let name) where expiring[name] != nil: queue = name
        default: break
        }
        guard let queue else { return .ignored }
        return errand.plan(
            PlanRequest(queue: queue, selection: .expiring),
            for: .park,
            what: "what expires within a day"
        )
    }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        errand.receive(answer, snapshot) ?? .ignored
    }

    private func open(_ lines: [Line]) -> Reaction {
        guard selected != nil, let line = lines.first(where: { $0.item == selected }) else { return .handled() }
        switch line {
        case .attention(let attention): return .go(attention.route)
        case .service(let service): return .go(.logs(query: QueryText.equal("service", service.service)))
        case .queue(let queue): return .go(.logs(query: QueryText.equal("resource", queue.name)))
        default: return .handled()
        }
    }
}
