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
    var open: Set<String> = []
    /// The operator has folded or unfolded; until then the biggest group is open.
    var foldedByHand = false
    var filter = DeadLetterFilter()
    /// The stretch of each open group that is loaded.
    var windows: [String: LetterWindow] = [:]
    /// By what messages are sorted.
    var order = DeadLetterRequest.Order.died
    /// The message next to the rows that are not loaded, when the selection has walked into those.
    var edge: (id: String, step: Int)?
    /// Ids of the marked messages of this queue.
    var marks: Set<String> = []
    /// First line of the body that shows.
    var bodyTop = 0
    var errand = Errand()
    /// Whose bodies a line that is being typed is for.
    var changing: (PlanRequest, what: String)?
    /// What the selection stands on: its flow and its body are shown below.
    private(set) var shown: DeadLetter?
    private(set) var shownGroup: DeadLetterGroup?
    private(set) var body = MessageBody([])
    /// What the selected message tells of its own death.
    private(set) var report: DeathReport?
    /// What the messages on screen are about, by id: read out of a body once, not on each frame.
    private(set) var subjects: [String: String] = [:]
    private(set) var hasBroker = true
    /// Something in the selected queue is about to be lost.
    private var isExpiring = false
    /// The folded group that is selected: one of its messages stands for all of them below.
    private var peeked: String?
    /// The queue's groups, those that were there before at their places.
    private(set) var groups: [DeadLetterGroup] = []

    package init() {}

    package var title: String { Page.deadLetters.title }

    package var keymap: Keymap {
        if !hasBroker {
            return Keymap([Binding(.enter, .open, "their records", footer: true)])
        }
        let park = Binding(
            "P",
            .park,
            "park what expires, or the marked\u{2026}",
            footer: isExpiring,
            caption: "park\u{2026}"
        )
        var bindings = isExpiring ? [park] : []
        bindings += [
            Binding(" ", .mark, "mark", footer: true),
            Binding("R", .redrive, "redrive\u{2026}", footer: true),
            Binding("E", .edit, "edit: one in an editor, PATH=JSON in many", footer: true, caption: "edit"),
            Binding("D", .discard, "discard\u{2026}", footer: true),
            Binding("t", .openFlow, "flow", footer: true),
            Binding(.enter, .open, "open", footer: true),
            Binding("u", .undo, "undo the last task of this queue\u{2026}", footer: true, caption: "undo"),
            Binding("H", .history, "tasks and audit log", footer: true, caption: "history"),
            Binding("x", .cycleSort, "sort by death, by expiry", footer: true, caption: "sort"),
            Binding("f", .editFilter, "filter", footer: true),
            Binding("*", .markAll, "mark all that is loaded"),
            Binding("X", .purge, "purge the whole queue\u{2026}", footer: true, caption: "purge\u{2026}"),
        ]
        if !isExpiring { bindings.append(park) }
        bindings += [
            Binding([.tab, .right], .nextPane, "next pane"),
            Binding([.backTab, .left], .previousPane, "previous pane"),
            Binding([.character("+"), .character("=")], .unfold, "unfold"),
            Binding("-", .fold, "fold"),
            Binding("]", .unfoldAll, "unfold all"),
            Binding("[", .foldAll, "fold all"),
            Binding("c", .cancelTask, "watch or stop a task"),
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
            for group in open {
                interest.deadLetters.formUnion((windows[group] ?? LetterWindow()).pages(queue, group, order))
            }
            if let peeked { interest.deadLetters.insert(peek(queue, peeked)) }
        }
        interest.trace = shown?.correlationID
        return interest
    }

    /// One message that stands for a folded group.
    private func peek(_ queue: String, _ group: String) -> DeadLetterPage {
        DeadLetterPage(queue: queue, group: group, order: order, limit: 1)
    }

    // MARK: What is there

    func summary(_ snapshot: Snapshot) -> DeadLetterQueueSummary? {
        snapshot.deadLetters.queues.first { $0.queue.name == queue }
    }

    func outline(_ snapshot: Snapshot) -> DeadLetterRows {
        guard let summary = summary(snapshot) else { return DeadLetterRows(groups: [], unfolded: [], messages: [:]) }
        var messages: [String: LetterWindow.Stretch] = [:]
        for group in open { messages[group] = loaded(group, of: summary.queue.name, snapshot) }
        return DeadLetterRows(groups: groups, unfolded: open, messages: messages, shows: filter.shows)
    }

    /// The messages of a group that have come, of those that are asked for.
    func loaded(_ group: String, of queue: String, _ snapshot: Snapshot) -> LetterWindow.Stretch? {
        (windows[group] ?? LetterWindow()).stretch(queue, group, order, in: snapshot.deadLetters.pages)
    }

    func layout(_ snapshot: Snapshot, _ area: Rect) -> DeadLettersLayout {
        let longest =
            snapshot.deadLetters.queues.map {
                displayWidth($0.queue.name) + max(0, Figures.count($0.queue.depth).count - 3)
            }.max() ?? 0
        return DeadLettersLayout(area, longestQueue: longest)
    }

    func view(_ outline: DeadLetterRows, _ layout: DeadLettersLayout) -> ListPlace.View {
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
        isExpiring = queue.map { snapshot.deadLetters.expiring[$0] != nil } ?? false
        settleGroups(snapshot)
        settleWindows(snapshot)
        let outline = outline(snapshot)
        var view = view(outline, layout(snapshot, snapshot.body))
        place.settle(in: view) { outline.rows[$0].anchor }
        if let step = stepOverEdge(outline, view) {
            place.select(step, id: { outline.rows[$0].anchor }, in: view)
            view = self.view(outline, layout(snapshot, snapshot.body))
        }
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
                next = snapshot.deadLetters.pages[peek(queue, group)]?.first
            }
        }
        if next?.id != shown?.id || next?.body != shown?.body {
            body = MessageBody(next?.body ?? [], detail: true)
            report = next.flatMap { DeathReport(letter: $0) }
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
            filter.settle(open.flatMap { loaded($0, of: queue, snapshot)?.letters ?? [] })
        }
    }

    mutating func select(_ name: String?) {
        queue = name
        open = []
        groups = []
        foldedByHand = false
        windows = [:]
        edge = nil
        marks = []
        place = ListPlace()
        shown = nil
    }
}
