import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// Page 4: dead-letter queues, their messages grouped by what killed them, and why the selected one died. From here messages are
/// redriven and discarded, after a plan that says what will happen.
package struct DeadLettersScreen: Screen {
    /// The part of the screen that keys act on.
    package enum Pane: Hashable, Sendable { case queues, messages, body }

    var pane = Pane.messages
    /// The selected queue, by name; nil until there is one.
    var queue: String?
    var place = ListPlace()
    /// Groups whose messages show.
    private(set) var open: Set<String> = []
    /// The operator has folded or unfolded; until then the biggest group is open.
    private var foldedByHand = false
    var filter = DeadLetterFilter()
    /// How many messages of a group are asked for.
    private var limits: [String: Int] = [:]
    /// Ids of the marked messages of this queue.
    var marks: Set<String> = []
    /// First line of the body that shows.
    var bodyTop = 0
    var planning: Planning?
    /// What the selection stands on: its flow and its body are shown below.
    private(set) var shown: DeadLetter?
    private(set) var shownGroup: DeadLetterGroup?
    private(set) var body = MessageBody([])
    /// What the messages on screen are about, by id: read out of a body once, not on each frame.
    private(set) var subjects: [String: String] = [:]
    private var hasBroker = true
    /// The folded group that is selected: one of its messages stands for all of them below.
    private var peeked: String?
    /// The queue's groups, those that were there before at their places.
    private var groups: [DeadLetterGroup] = []

    /// A plan that was asked for, and what to do with it.
    struct Planning: Hashable {
        var request: PlanRequest
        var purpose: PlanDialog.Purpose
        var what: String
    }

    package init() {}

    package var title: String { Page.deadLetters.title }

    package var keymap: Keymap {
        if !hasBroker {
            return Keymap([Binding(.enter, .open, "their records", footer: true)])
        }
        var bindings = [
            Binding(" ", .mark, "mark", footer: true),
            Binding("*", .markAll, "all"),
            Binding("R", .redrive, "redrive\u{2026}", footer: true),
            Binding("D", .discard, "discard\u{2026}", footer: true),
            Binding("t", .openFlow, "flow", footer: true),
            Binding(.enter, .open, "open", footer: true),
            Binding([.tab, .right], .nextPane, "next pane", footer: true),
            Binding([.backTab, .left], .previousPane, "previous pane"),
            Binding([.character("+"), .character("=")], .unfold, "unfold"),
            Binding("-", .fold, "fold"),
            Binding("]", .unfoldAll, "unfold all"),
            Binding("[", .foldAll, "fold all"),
            Binding("f", .editFilter, "filter", footer: true),
            Binding("c", .cancelTask, "stop a redrive"),
            Binding("y", .copy, "copy id"),
        ]
        if pane != .messages || !marks.isEmpty || !filter.text.isEmpty {
            bindings.append(Binding(.escape, .back, "back"))
        }
        return Keymap(bindings) + .moving
    }

    package var interest: Interest {
        var interest = Interest()
        if !hasBroker {
            interest.matching = "hop=deadletter"
            return interest
        }
        if let queue {
            for group in open { interest.deadLetters.insert(page(queue, group)) }
            if let peeked { interest.deadLetters.insert(DeadLetterPage(queue: queue, group: peeked, limit: 1)) }
        }
        interest.trace = shown?.correlationID
        return interest
    }

    private static let pageLength = 200

    private func page(_ queue: String, _ group: String) -> DeadLetterPage {
        DeadLetterPage(queue: queue, group: group, limit: limits[group] ?? Self.pageLength)
    }

    // MARK: What is there

    func summary(_ snapshot: Snapshot) -> DeadLetterQueueSummary? {
        snapshot.deadLetters.queues.first { $0.queue.name == queue }
    }

    func outline(_ snapshot: Snapshot) -> DeadLetterOutline {
        guard let summary = summary(snapshot) else { return DeadLetterOutline(groups: [], unfolded: [], messages: [:]) }
        var messages: [String: [DeadLetter]] = [:]
        for group in open { messages[group] = loaded(group, of: summary.queue.name, snapshot) }
        return DeadLetterOutline(groups: groups, unfolded: open, messages: messages, shows: filter.shows)
    }

    /// The messages of a group that have come. While a longer page is fetched a shorter one stands in for it.
    private func loaded(_ group: String, of queue: String, _ snapshot: Snapshot) -> [DeadLetter]? {
        let pages = snapshot.deadLetters.pages
        return pages[page(queue, group)]
            ?? pages.filter { $0.key.queue == queue && $0.key.group == group }.max { $0.value.count < $1.value.count }?
            .value
    }

    func layout(_ snapshot: Snapshot, _ area: Rect) -> DeadLettersLayout {
        let longest = snapshot.deadLetters.queues.map { displayWidth($0.queue.name) }.max() ?? 0
        return DeadLettersLayout(area, longestQueue: longest)
    }

    func view(_ outline: DeadLetterOutline, _ layout: DeadLettersLayout) -> ListPlace.View {
        place.view(count: outline.rows.count, height: layout.rows.height) { anchor in
            outline.rows.firstIndex { $0.anchor == anchor }
        }
    }

    package mutating func settle(_ snapshot: Snapshot) {
        hasBroker = snapshot.deadLetters.available
        let queues = snapshot.deadLetters.queues
        if queue == nil || !queues.contains(where: { $0.queue.name == queue }) {
            // The fullest queue first: it is what the operator came for.
            let fullest = queues.max { $0.queue.depth < $1.queue.depth }
            if queue == nil || snapshot.deadLetters.loaded { select(fullest?.queue.name) }
        }
        settleGroups(snapshot)
        let outline = outline(snapshot)
        let view = view(outline, layout(snapshot, snapshot.body))
        place.settle(in: view) { outline.rows[$0].anchor }
        var subjects: [String: String] = [:]
        for index in view.shown {
            guard case .message(let id) = outline.rows[index], let letter = outline.letter(id) else { continue }
            subjects[id] = self.subjects[id] ?? letter.subject ?? ""
        }
        self.subjects = subjects
        // Marks of messages that have left the queue would redrive nothing.
        if !marks.isEmpty, groups.isEmpty { marks = [] }
        var next: DeadLetter?
        peeked = nil
        if !outline.rows.isEmpty, let queue {
            let row = outline.rows[view.selected]
            next = outline.sample(row)
            shownGroup = outline.group(of: row)
            if case .group(let group) = row, !open.contains(group) {
                peeked = group
                next = loaded(group, of: queue, snapshot)?.first
            }
        }
        if next?.id != shown?.id || next?.body != shown?.body {
            body = MessageBody(next?.body ?? [], detail: true)
            bodyTop = 0
        }
        shown = next
    }

    /// Groups keep their places while their counts change; new ones come at the end.
    private mutating func settleGroups(_ snapshot: Snapshot) {
        let now = summary(snapshot)?.groups ?? []
        let places = Dictionary(groups.enumerated().map { ($1.fingerprint, $0) }) { first, _ in first }
        groups =
            now.enumerated().sorted {
                (places[$0.element.fingerprint] ?? .max, $0.offset) < (
                    places[$1.element.fingerprint] ?? .max, $1.offset
                )
            }.map(\.element)
        if !foldedByHand, open.isDisjoint(with: groups.map(\.fingerprint)) {
            open = Set(groups.prefix(1).map(\.fingerprint))
        }
        if !filter.applied.isEmpty, let queue {
            filter.settle(open.flatMap { loaded($0, of: queue, snapshot) ?? [] })
        }
    }

    private mutating func select(_ name: String?) {
        queue = name
        open = []
        groups = []
        foldedByHand = false
        limits = [:]
        marks = []
        place = ListPlace()
        shown = nil
    }

    // MARK: Keys

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        if case .show(.deadLetters(let name)) = action {
            if let name { select(name) }
            pane = .messages
            return .handled()
        }
        guard hasBroker else {
            return action == .open ? .go(.logs(query: "hop=deadletter")) : .ignored
        }
        let outline = outline(snapshot)
        let view = view(outline, layout(snapshot, snapshot.body))
        if move(action, outline, view, snapshot) { return .handled() }
        let row = outline.rows.isEmpty ? nil : outline.rows[view.selected]
        switch action {
        case .nextPane: pane = pane == .queues ? .messages : pane == .messages ? .body : .queues
        case .previousPane: pane = pane == .queues ? .body : pane == .messages ? .queues : .messages
        case .back:
            if pane != .messages {
                pane = .messages
            } else if !marks.isEmpty {
                marks = []
            } else {
                filter.keep("", now: snapshot.now)
            }
        case .editFilter: return .push(FilterBar(filter.text))
        case .previewFilter(let text): filter.preview(text, now: snapshot.now)
        case .dropPreview: filter.preview(nil, now: snapshot.now)
        case .applyFilter(let text): filter.keep(text, now: snapshot.now)
        case .fold, .unfold, .foldAll, .unfoldAll:
            if let row { fold(action, outline.group(of: row)?.fingerprint, outline, view) }
        case .open:
            guard let row else { return .handled() }
            return open(row, outline, view)
        case .mark:
            mark(row, outline)
            if let next = ListPlace.target(.down, in: view) {
                place.select(next, id: { outline.rows[$0].anchor }, in: view)
            }
        case .markAll:
            let all = Set(outline.letters.map(\.id))
            marks = marks.isSuperset(of: all) ? [] : marks.union(all)
        case .openFlow:
            guard let id = shown?.correlationID else {
                return .handled([.notice(Notice(.information, "this message has no correlation id"))])
            }
            return .go(.trace(id))
        case .copy:
            return .handled(shown.map { [.copy($0.correlationID ?? $0.id)] } ?? [])
        case .redrive, .discard:
            return plan(action == .redrive ? .redrive : .discard, row, outline, snapshot)
        case .cancelTask:
            guard let task = snapshot.tasks.last(where: { $0.state.isRunning }) else {
                return .handled([.notice(Notice(.information, "no redrive is running"))])
            }
            return .push(TaskOverlay(following: task))
        default: return .ignored
        }
        return .handled()
    }

    /// Moving, in the pane that has the keys.
    private mutating func move(
        _ action: Action,
        _ outline: DeadLetterOutline,
        _ view: ListPlace.View,
        _ snapshot: Snapshot
    ) -> Bool {
        switch pane {
        case .queues:
            let queues = snapshot.deadLetters.queues
            let index = queues.firstIndex { $0.queue.name == queue } ?? 0
            let height = layout(snapshot, snapshot.body).queues.height
            let list = ListPlace.View(selected: index, offset: 0, count: queues.count, height: height)
            guard let target = ListPlace.target(action, in: list) else { return false }
            if !queues.isEmpty {
                let name = queues[min(max(0, target), queues.count - 1)].queue.name
                if name != queue { select(name) }
            }
        case .messages:
            guard let target = ListPlace.target(action, in: view) else { return false }
            place.select(target, id: { outline.rows[$0].anchor }, in: view)
            // Walking into what is not loaded asks for it.
            if case .more(let group, _)? = outline.rows.isEmpty
                ? nil : outline.rows[min(max(0, target), outline.rows.count - 1)]
            {
                more(of: group)
            }
        case .body:
            let height = max(1, layout(snapshot, snapshot.body).body.height - 1)
            let text = ListPlace.View(selected: bodyTop, offset: bodyTop, count: body.lines.count, height: height)
            guard let target = ListPlace.target(action, in: text) else { return false }
            bodyTop = max(0, min(target, body.lines.count - height))
        }
        return true
    }

    private mutating func more(of group: String) {
        limits[group] = (limits[group] ?? Self.pageLength) + Self.pageLength
    }

    private mutating func fold(_ action: Action, _ group: String?, _ outline: DeadLetterOutline, _ view: ListPlace.View)
    {
        foldedByHand = true
        switch action {
        case .foldAll: open = []
        case .unfoldAll: open = Set(groups.map(\.fingerprint))
        case .fold: group.map { _ = open.remove($0) }
        default: group.map { _ = open.insert($0) }
        }
        // A message that is hidden now leaves the selection to its group.
        guard let group, !open.contains(group) else { return }
        if let index = outline.rows.firstIndex(of: .group(group)) {
            place.select(index, id: { outline.rows[$0].anchor }, in: view)
        }
    }

    private mutating func open(_ row: DeadLetterOutline.Row, _ outline: DeadLetterOutline, _ view: ListPlace.View)
        -> Reaction
    {
        if pane == .queues {
            pane = .messages
            return .handled()
        }
        switch row {
        case .group(let group):
            fold(open.contains(group) ? .fold : .unfold, group, outline, view)
            return .handled()
        case .more(let group, _):
            more(of: group)
            return .handled()
        case .message(let id):
            return outline.letter(id).map { .push(MessageScreen($0)) } ?? .handled()
        }
    }

    private mutating func mark(_ row: DeadLetterOutline.Row?, _ outline: DeadLetterOutline) {
        switch row {
        case .message(let id):
            if marks.remove(id) == nil { marks.insert(id) }
        case .group(let group):
            // What is loaded of it; R on the group takes all of it without marks.
            let ids = Set(outline.letters(of: group).map(\.id))
            marks = marks.isSuperset(of: ids) ? marks.subtracting(ids) : marks.union(ids)
        case .more, nil: break
        }
    }
}
