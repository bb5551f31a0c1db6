import EventModel
import Telemetry
package import TerminalUI

/// One flow: the tree of its hops, their waterfall, and the detail of the selected one. Follows the flow while it runs; what
/// is selected, folded and zoomed stays as it is.
package struct FlowScreen: Screen {
    /// The flow that is shown; until it is found it may be the beginning of its id.
    package private(set) var correlationID: String
    var folding = FlowFolding()
    /// The selected hop's key, as text.
    var place = ListPlace()
    /// What the waterfall shows; nil: all of it, growing with the flow.
    var window: TimeWindow?
    /// What is looked for; empty for nothing.
    var search = ""
    /// The search is to go to the first hop it finds.
    var seeking = false
    var errand = Errand()
    /// Where in its past it is looked at; nil: as it is now.
    var travel: TimeTravel?
    /// The pane shows the selected hop instead of what the flow touches.
    var showsHop = false
    let memory = FlowMemory()
    /// Of the moment that is looked at, and of the whole flow beside it.
    let past = FlowMemory()
    let whole = FlowMemory()

    package init(_ correlationID: String) { self.correlationID = correlationID }

    package var title: String { "Flow" }

    package var keymap: Keymap {
        let unsearch = search.isEmpty ? [] : [Binding(.escape, .back, "end the search", footer: true)]
        if travel != nil { return travelling }
        return Keymap([
            Binding(.enter, .open, "detail", footer: true),
            Binding("e", .nextError, "next error", footer: true),
            Binding("E", .previousError, "previous error"),
            Binding("R", .redrive, "redrive", footer: true),
            Binding("[", .stepBack, "a step back in time", pair: "[/]", "step"),
            Binding("]", .stepForward, "a step forward in time"),
            Binding("{", .firstStep, "the first step"),
            Binding("}", .lastStep, "the last step"),
            Binding("z", .zoomIn, "zoom in", pair: "z/Z", "zoom"),
            Binding("Z", .zoomOut, "zoom out"),
            Binding("-", .fold, "fold", pair: "-/+", "fold"),
            Binding("+", .unfold, "unfold"),
            Binding([.character("="), .character("c")], .compare, "compare", footer: true),
            Binding("s", .cycleLeast, "hide short hops: 0, 0.1, 1, 5 %"),
            Binding("!", .foldUnimportant, "fold all but failed and critical"),
            Binding("(", .foldAll, "fold all"),
            Binding(")", .unfoldAll, "unfold all"),
            Binding("/", .editSearch, "search", footer: true),
            Binding("n", .nextMatch, "next match"),
            Binding("N", .previousMatch, "previous match"),
            Binding([.left, .character("h")], .left, "earlier"),
            Binding([.right, .character("l")], .right, "later"),
            Binding("0", .zoomReset, "whole flow"),
            Binding(
                "L",
                .go(.logs(query: QueryText.equal("correlation_id", correlationID))),
                "its log lines",
                footer: true
            ),
            Binding("y", .copy, "copy id", footer: true),
        ]) + Keymap(unsearch) + .moving
    }

    /// The keys while a step of the past is shown.
    private var travelling: Keymap {
        Keymap([
            Binding("[", .stepBack, "a step back in time", pair: "[/]", "step"),
            Binding("]", .stepForward, "a step forward in time"),
            Binding("{", .firstStep, "the first step", pair: "{/}", "first, last"),
            Binding("}", .lastStep, "the last step"),
            Binding(.escape, .back, "back to now", footer: true),
            Binding(.tab, .nextPane, showsHop ? "queues, states" : "the hop", footer: true),
            Binding(.enter, .open, "detail", footer: true),
            Binding("e", .nextError, "next error"),
            Binding("E", .previousError, "previous error"),
            Binding("z", .zoomIn, "zoom in", pair: "z/Z", "zoom"),
            Binding("Z", .zoomOut, "zoom out"),
            Binding("-", .fold, "fold", pair: "-/+", "fold"),
            Binding("+", .unfold, "unfold"),
            Binding("(", .foldAll, "fold all"),
            Binding(")", .unfoldAll, "unfold all"),
            Binding("R", .redrive, "redrive, once back to now"),
            Binding("s", .cycleLeast, "hide short hops: 0, 0.1, 1, 5 %"),
            Binding("!", .foldUnimportant, "fold all but failed and critical"),
            Binding("/", .editSearch, "search"),
            Binding("n", .nextMatch, "next match"),
            Binding("N", .previousMatch, "previous match"),
            Binding([.left, .character("h")], .left, "earlier"),
            Binding([.right, .character("l")], .right, "later"),
            Binding("0", .zoomReset, "whole flow"),
            Binding([.character("="), .character("c")], .compare, "compare"),
            Binding("L", .go(.logs(query: QueryText.equal("correlation_id", correlationID))), "its log lines"),
            Binding("y", .copy, "copy id"),
        ]) + .moving
    }

    package var interest: Interest {
        var interest = Interest()
        interest.trace = correlationID
        if travel != nil { interest.history = correlationID }
        if !search.isEmpty { interest.search = FlowSearch(flow: correlationID, text: search) }
        return interest
    }

    func outline(_ snapshot: Snapshot) -> FlowOutline? {
        if let moment = moment(snapshot) { return past.outline(moment.tree, folding) }
        guard let tree = snapshot.trace, tree.summary.correlationID == correlationID else { return nil }
        return memory.outline(tree, folding)
    }

    /// How far a running hop's bar reaches. Files that nobody writes to any more end with their last record.
    func now(_ snapshot: Snapshot, _ outline: FlowOutline) -> Timestamp {
        if travel?.anchor != nil, let moment = moment(snapshot) { return moment.at }
        return snapshot.live ? snapshot.now : outline.tree.summary.ended
    }

    func layout(_ snapshot: Snapshot, _ outline: FlowOutline) -> FlowLayout {
        FlowLayout(snapshot.body, isLog: outline.isLog, travels: travel != nil)
    }

    func view(_ outline: FlowOutline, _ layout: FlowLayout) -> ListPlace.View {
        place.view(count: outline.visible.count, height: layout.rows.height) { id in
            UInt64(id, radix: 16).flatMap { remembered.index(of: $0, in: outline) }.flatMap { outline.row(of: $0) }
        }
    }

    /// The hops that the search has found so far.
    func found(_ snapshot: Snapshot, _ outline: FlowOutline) -> [Int]? {
        guard !search.isEmpty, let matches = snapshot.flowMatches, matches.search.text == search else { return nil }
        return remembered.hops(of: matches, in: outline)
    }

    /// What is kept of the outline that shows.
    var remembered: FlowMemory { travel?.anchor == nil ? memory : past }

    package mutating func settle(_ snapshot: Snapshot) {
        if let found = snapshot.trace?.summary.correlationID, found.hasPrefix(correlationID) { correlationID = found }
        settleTravel(snapshot)
        guard let outline = outline(snapshot) else { return }
        place.settle(in: view(outline, layout(snapshot, outline))) { outline.id(ofRow: $0) }
        seek(snapshot)
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        guard let outline = outline(snapshot) else { return paintWaiting(snapshot, in: area, on: &canvas) }
        let layout = FlowLayout(area, isLog: outline.isLog, travels: travel != nil)
        let now = now(snapshot, outline)
        let extent = extent(snapshot, outline)
        let moment = moment(snapshot)
        let view = view(outline, layout)
        let found = found(snapshot, outline)
        let painter = FlowPainter(
            outline: outline,
            folding: folding,
            layout: layout,
            window: window ?? extent,
            extent: extent,
            now: now,
            isPast: moment != nil,
            found: found ?? [],
            searching: searching(found, outline, view, canvas.theme)
        )
        FlowHeading(outline: outline).paint(in: layout.heading, on: &canvas)
        if let moment, let history = history(snapshot) {
            MomentHeading(moment: moment, history: history).paint(in: layout.travel, on: &canvas)
        } else if travel != nil {
            canvas.write(
                "Putting its history together\(canvas.theme.ellipsis)",
                x: 1,
                in: layout.travel,
                canvas.theme.dim
            )
        }
        painter.paintRuler(on: &canvas)
        guard !outline.visible.isEmpty else { return }
        for (y, row) in view.shown.enumerated() {
            painter.paintRow(outline.visible[row], y: y, selected: row == view.selected, on: &canvas)
        }
        FlowFooting(outline: outline, window: window ?? extent, extent: extent).paint(in: layout.critical, on: &canvas)
        painter.paintTravelLine(rows: view.shown.count, on: &canvas)
        guard layout.detail.height > 0 else { return }
        let index = outline.visible[view.selected]
        let hop = NodeDetail(index, in: outline.tree, origin: extent.start, theme: canvas.theme)
        let pane = moment.map {
            MomentPane(moment: $0, started: history(snapshot)?.started ?? extent.start, theme: canvas.theme)
        }
        if let pane, !showsHop, !pane.isEmpty {
            pane.paint(hop, snapshot.records, in: layout.detail, on: &canvas)
        } else {
            hop.paint(snapshot.records, in: layout.detail, on: &canvas)
        }
    }

    /// `"declined": 2 of 14`.
    private func searching(_ found: [Int]?, _ outline: FlowOutline, _ view: ListPlace.View, _ theme: Theme) -> String {
        guard !search.isEmpty else { return "" }
        let text = "/\(search.truncated(to: 12))"
        guard let found else { return "\(text) \(theme.ellipsis)" }
        guard !found.isEmpty else { return "\(text) not found" }
        let here = outline.visible.isEmpty ? nil : found.firstIndex(of: outline.visible[view.selected])
        let place = here.map { "\(Figures.count($0 + 1)) of " } ?? ""
        return "\(text) \(place)\(Figures.count(found.count))"
    }

    private func paintWaiting(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        canvas.write([("Flow ", theme.heading), (correlationID, theme.id)], x: 1, in: area)
        let lines =
            snapshot.missingTrace == correlationID
            ? [
                "No record has this correlation id, or its records have been dropped since.",
                "T looks another one up; Esc goes back.",
            ] : ["Putting the flow together\(theme.ellipsis)"]
        for (row, line) in lines.enumerated() {
            canvas.write(line, x: 2, y: 2 + row, in: area, row == 0 ? theme.text : theme.dim)
        }
    }
}
