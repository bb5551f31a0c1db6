import EventModel
package import Telemetry
package import TerminalUI

/// Page 3: the flows, latest, slowest or failed first.
package struct TracesScreen: Screen {
    /// The order of the list.
    package private(set) var sort = TraceSort.latest
    /// The filter that is kept; empty shows all flows.
    package private(set) var filter = ""
    /// The filter while it is typed.
    private var preview: String?
    private var place = ListPlace()
    /// Flows to set side by side, at most two, by correlation id.
    private var marked: [String] = []

    package init() {}

    package var title: String { Page.traces.title }

    package var keymap: Keymap {
        let unfilter = filter.isEmpty ? [] : [Binding(.escape, .back, "all flows", footer: true)]
        return Keymap([
            Binding([.enter, .character("t")], .open, "open", footer: true),
            Binding("s", .cycleSort, "sort", footer: true),
            Binding("f", .editFilter, "filter", footer: true),
            Binding("e", .nextError, "next failed", footer: true),
            Binding("E", .previousError, "previous failed"),
            Binding(" ", .mark, "mark", footer: true),
            Binding([.character("="), .character("c")], .compare, "compare", footer: true),
            Binding("F", .follow, "follow the newest"),
            Binding("y", .copy, "copy id", footer: true),
        ]) + Keymap(unfilter) + .moving
    }

    /// Rows asked for beyond what shows, so that the selection can move without waiting.
    private static let margin = 300
    private static let most = 20_000

    private var request: TracesRequest {
        TracesRequest(sort: sort, query: preview ?? filter, limit: min(Self.most, place.reach + Self.margin))
    }

    package var interest: Interest {
        var interest = Interest()
        interest.traces = request
        return interest
    }

    /// What is painted: the newest list for this order and filter, or the one before until it has come.
    private func flows(_ snapshot: Snapshot) -> [TraceSummary] { snapshot.traces?.flows ?? [] }

    private func view(_ flows: [TraceSummary], _ area: Rect) -> ListPlace.View {
        place.view(count: flows.count, height: TracesTable.rows(in: area)) { id in
            flows.firstIndex { $0.correlationID == id }
        }
    }

    package mutating func settle(_ snapshot: Snapshot) {
        let flows = flows(snapshot)
        place.settle(in: view(flows, snapshot.body)) { flows[$0].correlationID }
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let flows = flows(snapshot)
        let view = view(flows, snapshot.body)
        let selected = flows.isEmpty ? nil : flows[view.selected]
        if action == .top || action == .follow {
            place.follow()
            return .handled()
        }
        if let target = ListPlace.target(action, in: view) {
            place.select(target, id: { flows[$0].correlationID }, in: view)
            return .handled()
        }
        switch action {
        case .open, .openFlow:
            guard let selected else { return .handled() }
            place.select(view.selected, id: { flows[$0].correlationID }, in: view)
            return .go(.trace(selected.correlationID))
        case .cycleSort:
            let all = TraceSort.allCases
            sort = all[(all.firstIndex(of: sort).map { $0 + 1 } ?? 0) % all.count]
            place.follow()
            return .handled()
        case .nextError, .previousError:
            let failed = flows.indices.filter { flows[$0].status == .error || flows[$0].status == .dead }
            let next =
                action == .nextError
                ? failed.first { $0 > view.selected } : failed.last { $0 < view.selected }
            guard let next else {
                return .handled([.notice(Notice(.information, "no other failed flow in this direction"))])
            }
            place.select(next, id: { flows[$0].correlationID }, in: view)
            return .handled()
        case .mark:
            guard let selected else { return .handled() }
            if let i = marked.firstIndex(of: selected.correlationID) {
                marked.remove(at: i)
            } else {
                marked = marked.suffix(1) + [selected.correlationID]
            }
            return .handled()
        case .compare: return compare(selected, flows)
        case .compareWith(let other):
            return selected.map { .push(CompareScreen($0.correlationID, other)) } ?? .handled()
        case .copy:
            return selected.map { .handled([.copy($0.correlationID)]) } ?? .handled()
        case .editFilter:
            return .push(FilterBar(filter))
        case .previewFilter(let text):
            preview = text
            return .handled()
        case .dropPreview:
            preview = nil
            return .handled()
        case .applyFilter(let text):
            (filter, preview) = (text, nil)
            return .handled()
        case .show(.traces(let query, let sort)):
            (filter, preview, self.sort) = (query, nil, sort)
            place.follow()
            return .handled()
        case .back where !filter.isEmpty:
            filter = ""
            return .handled()
        default:
            return .ignored
        }
    }

    /// Sets the two marked flows side by side, or the marked one and the selected; with none marked the other is chosen.
    private mutating func compare(_ selected: TraceSummary?, _ flows: [TraceSummary]) -> Reaction {
        var pair = marked
        if pair.count == 1, let id = selected?.correlationID, id != pair[0] { pair.append(id) }
        guard pair.count == 2 else { return selected.map { .push(FlowPicker(beside: $0)) } ?? .handled() }
        // The one that went worse, or else took longer, is asked about.
        let known = pair.map { id in flows.first { $0.correlationID == id } }
        if let a = known[0], let b = known[1], (b.status.gravity, b.duration) > (a.status.gravity, a.duration) {
            pair.swapAt(0, 1)
        }
        marked = []
        return .push(CompareScreen(pair[0], pair[1]))
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let flows = flows(snapshot)
        let table = TracesTable(flows: flows, view: view(flows, area), marked: marked, now: snapshot.now)
        table.paintHead(sort: sort, filter: preview ?? filter, snapshot, in: area, on: &canvas)
        if flows.isEmpty {
            paintEmpty(snapshot, in: area, on: &canvas)
        } else {
            table.paint(in: area, on: &canvas)
        }
    }

    private func paintEmpty(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let lines =
            if snapshot.traces == nil || snapshot.loading != nil {
                ["Looking for flows\(canvas.theme.ellipsis)"]
            } else if !(preview ?? filter).isEmpty {
                ["No flow has a record that matches.", "f changes the filter, Esc removes it."]
            } else {
                [
                    "No flows yet.",
                    "A flow is all records that share a correlation id (or trace id).",
                    "2 shows the records as they come; T looks a flow up by its id.",
                ]
            }
        for (row, line) in lines.enumerated() {
            canvas.write(line, x: 2, y: 3 + row, in: area, row == 0 ? canvas.theme.text : canvas.theme.dim)
        }
    }
}

extension TraceStatus {
    /// The worse the higher.
    fileprivate var gravity: Int {
        switch self {
        case .ok, .unknown: 0
        case .retried, .running: 1
        case .error: 2
        case .dead: 3
        }
    }
}
