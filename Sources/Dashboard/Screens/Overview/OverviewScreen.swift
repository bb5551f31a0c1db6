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
        case more(OverviewSection)
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
        case more(OverviewSection, Int)

        var item: Item? {
            switch self {
            case .attention(let attention): .attention(attention.kind, attention.name)
            case .service(let service): .service(service.service)
            case .queue(let queue): .queue(queue.name)
            case .more(let section, _): .more(section)
            default: nil
            }
        }
    }

    private(set) var selected: Item?
    /// The first line on screen.
    private(set) var offset = 0
    /// The lists that are shown whole though they leave the others no room.
    private(set) var whole: Set<OverviewSection> = []
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
            ] + (whole.isEmpty ? [] : [Binding(.escape, .back, "fewer", footer: true)])
        ) + .moving
    }

    // MARK: Lines

    /// - Parameter whole: the lists to show whole, however long.
    static func lines(_ snapshot: Snapshot, whole: Set<OverviewSection>) -> [Line] {
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
        let counts: [OverviewSection: Int] = [
            .attention: attention.count, .services: services.count, .queues: queues.count,
        ]
        // Headings, rates and blank lines, and those that stand for attention that is not needed.
        let troubles = min(snapshot.troubles.count, 3)
        let blank = max(0, 3 - attention.count - troubles)
        let room = snapshot.body.height - (queues.isEmpty ? 5 : 7) - troubles - blank
        let isCrowded = counts.values.reduce(0, +) > room
        let shares = isCrowded ? OverviewSection.share(room, counts) : counts
        func shown(_ section: OverviewSection, _ rows: [Line]) -> [Line] {
            let share = shares[section] ?? rows.count
            guard !whole.contains(section), rows.count > share else { return rows }
            return rows.prefix(share - 1) + [.more(section, rows.count - share + 1)]
        }
        var lines: [Line] = [.heading("Needs attention")]
        lines += shown(.attention, attention.map(Line.attention))
        lines += snapshot.troubles.suffix(3).map(Line.trouble)
        if lines.count == 1 {
            lines.append(
                .quiet((["Nothing."] + [snapshot.pipeline.invitation].compactMap { $0 }).joined(separator: " "))
            )
        }
        // Room for a few, so that the tables stay where they are when something goes wrong.
        while lines.count < 4 { lines.append(.blank) }
        lines += [.blank, .rates, .blank, .serviceTitles]
        lines += shown(.services, services.map(Line.service))
        if services.isEmpty {
            lines.append(.quiet(snapshot.statistics == nil ? "Counting." : "No record names a service."))
        }
        if !queues.isEmpty { lines += [.blank, .queueTitles] + shown(.queues, queues.map(Line.queue)) }
        return lines
    }

    // MARK: Keys

    package mutating func settle(_ snapshot: Snapshot) {
        isExpiring = !snapshot.deadLetters.expiring.isEmpty
        var lines = Self.lines(snapshot, whole: whole)
        if let selected, !lines.contains(where: { $0.item == selected }),
            Self.lines(snapshot, whole: Set(OverviewSection.allCases)).contains(where: { $0.item == selected }),
            let section = selected.section
        {
            // Others came before it: what is selected stays in sight.
            whole.insert(section)
            lines = Self.lines(snapshot, whole: whole)
        }
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
        let lines = Self.lines(snapshot, whole: whole)
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
        case .open:
            if case .more(let section) = selected { return unfold(section, lines, snapshot) }
            return open(lines)
        case .back where !whole.isEmpty:
            whole = []
            let lines = Self.lines(snapshot, whole: whole)
            if !lines.contains(where: { $0.item == selected }) { selected = lines.lazy.compactMap(\.item).first }
            show(lines, Self.rows(lines, snapshot.body.height))
            return .handled()
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

    /// Shows a list whole, and selects the first row that was hidden.
    private mutating func unfold(_ section: OverviewSection, _ lines: [Line], _ snapshot: Snapshot) -> Reaction {
        whole.insert(section)
        let hidden = lines.firstIndex { $0.item == .more(section) }
        let lines = Self.lines(snapshot, whole: whole)
        selected = hidden.flatMap { lines.indices.contains($0) ? lines[$0].item : nil }
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

extension OverviewScreen.Item {
    /// The list that it stands in; nil of what stands for rows that are hidden.
    fileprivate var section: OverviewSection? {
        switch self {
        case .attention: .attention
        case .service: .services
        case .queue: .queues
        case .more: nil
        }
    }
}
