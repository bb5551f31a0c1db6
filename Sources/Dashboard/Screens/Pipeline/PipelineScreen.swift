import EventModel
import TerminalUI

/// Page 7: the parts of the pipeline, what is wrong with them first, and what an operator can do to each. A section lists its parts;
/// what is known of the selected one stands below.
package struct PipelineScreen: Screen {
    package internal(set) var section = PipelineSection.attention
    /// Where each section's list is.
    var places: [PipelineSection: ListPlace] = [:]
    /// Words that a row must have; empty shows all.
    package internal(set) var filter = ""
    /// The filter while it is typed.
    var preview: String?
    /// What is searched for; empty for nothing.
    var search = ""
    /// What was done before from a form, the newest last.
    var history: [PipelineCommand] = []
    /// The parts as of the last snapshot, and the rows of the open section.
    private(set) var outline = PipelineOutline()
    private(set) var rows: [PipelineOutline.Row] = []
    /// The row that keys act on; nil if there is none.
    private(set) var selected: PipelineOutline.Row?
    private var selectedIndex = 0
    /// What the rows are of.
    private struct Listed: Hashable { var section: PipelineSection, filter: String }
    private var listed: Listed?
    private var isAvailable = false
    private(set) var isReadOnly = false

    package init() {}

    package var title: String { Page.pipeline.title }

    package var interest: Interest {
        var interest = Interest()
        interest.pipeline = true
        if case .execution(let id)? = selected?.part { interest.execution = id }
        return interest
    }

    // MARK: Keys

    package var keymap: Keymap {
        guard isAvailable else { return Keymap([]) }
        var bindings: [Binding] = []
        let acts = acts
        let enter = selected.map { opens($0.part) } ?? ""
        if let selected {
            bindings.append(Binding(.enter, .open, enter, footer: true))
            // What can be done to this row comes first, where there is room.
            bindings += acts.filter { $0.inFooter && $0.action != .publish }
            // What Enter does already is not said twice.
            let flows = if case .execution = selected.part { "its flow" } else { "flows" }
            bindings.append(Binding("t", .openFlow, flows, footer: enter != flows))
        }
        bindings.append(Self.nextSection)
        bindings += acts.filter { $0.action == .publish }
        bindings += [
            Binding([.backTab, .character("h"), .left], .previousPane, "previous section"),
            Binding("f", .editFilter, "filter", footer: true),
            Binding("/", .editSearch, "search", footer: true),
            Binding("e", .nextError, "next that is wrong", pair: "e/E", "wrong"),
            Binding("E", .previousError, "previous that is wrong"),
            Binding("d", .detail, "all that is known of it", footer: enter != "detail", caption: "detail"),
            Binding("n", .nextMatch, "next match"),
            Binding("N", .previousMatch, "previous match"),
            Binding("L", .openRecords, "its records in the log"),
            Binding("y", .copy, "copy the name"),
        ]
        bindings += acts.filter { !$0.inFooter || selected == nil && $0.action != .publish }
        if !filter.isEmpty || !search.isEmpty {
            bindings.append(Binding(.escape, .back, search.isEmpty ? "all of them" : "end the search", footer: true))
        }
        return Keymap(bindings) + .moving
    }

    /// What can be done from here; in the footer what can be done to the selected part. Nothing where nothing may be changed.
    private var acts: [Binding] { isReadOnly ? [] : PipelineActs(outline, selected).bindings }

    private func opens(_ part: PipelinePart) -> String {
        switch part {
        case .rule, .archive, .replay, .budget: "detail"
        case .execution: "states"
        case .queue: outline.isDeadLetterQueue(selected) ? "dead letters" : "flows"
        case .machine where section == .attention: "executions"
        case .bus, .consumer, .function, .machine: "flows"
        }
    }

    private static var nextSection: Binding {
        var binding = Binding([.tab, .character("l"), .right], .nextPane, "next section", footer: true)
        binding.footerCaption = "section"
        return binding
    }

    // MARK: What is there

    func view(_ layout: PipelineLayout) -> ListPlace.View {
        (places[section] ?? ListPlace()).view(count: rows.count, height: layout.rows.height) { anchor in
            // It is mostly where it was.
            if rows.indices.contains(selectedIndex), rows[selectedIndex].part.anchor == anchor { return selectedIndex }
            return rows.firstIndex { $0.part.anchor == anchor }
        }
    }

    package mutating func settle(_ snapshot: Snapshot) {
        isAvailable = snapshot.pipeline.available
        isReadOnly = snapshot.pipeline.isReadOnly
        // Parts that share their storage are compared in no time: a key on unchanged ones costs only the rows that show.
        if outline.parts != snapshot.pipeline.parts || outline.trend != snapshot.pipeline.trend {
            outline = PipelineOutline(snapshot.pipeline)
            listed = nil
        }
        list(snapshot)
    }

    /// Makes the rows of the open section anew, and finds the selection among them.
    mutating func list(_ snapshot: Snapshot) {
        let wanted = Listed(section: section, filter: preview ?? filter)
        if listed != wanted {
            rows = outline.rows(section, matching: wanted.filter)
            listed = wanted
        }
        let view = view(PipelineLayout(snapshot.body))
        var place = places[section] ?? ListPlace()
        place.settle(in: view) { rows[$0].part.anchor }
        places[section] = place
        selectedIndex = view.selected
        selected = rows.indices.contains(view.selected) ? rows[view.selected] : nil
    }

    mutating func select(_ index: Int, _ snapshot: Snapshot) {
        let view = view(PipelineLayout(snapshot.body))
        places[section, default: ListPlace()].select(index, id: { rows[$0].part.anchor }, in: view)
        list(snapshot)
    }

    /// Another filter: the rows are made anew, and fill the room that they have.
    mutating func refilter(_ snapshot: Snapshot) {
        list(snapshot)
        if !rows.isEmpty { select(selectedIndex, snapshot) }
    }

    mutating func open(_ section: PipelineSection, _ snapshot: Snapshot) {
        self.section = section
        list(snapshot)
    }

    /// Shows a part in the section that lists it; false if there is none like it.
    mutating func show(_ part: PipelinePart, _ snapshot: Snapshot) -> Bool {
        if part.section != section { open(part.section, snapshot) }
        func find() -> Int? { rows.firstIndex { $0.part == part } }
        if find() == nil, !filter.isEmpty {
            (filter, preview) = ("", nil)
            list(snapshot)
        }
        guard let index = find() else { return false }
        select(index, snapshot)
        return true
    }
}

extension PipelineOutline {
    /// The row is a queue that dead letters are in.
    func isDeadLetterQueue(_ row: Row?) -> Bool {
        guard let row, case .queue = row.part else { return false }
        return parts.queues[row.index].isDeadLetterQueue
    }
}
