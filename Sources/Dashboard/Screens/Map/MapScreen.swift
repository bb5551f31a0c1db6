import EventModel
import Telemetry
package import TerminalUI

/// Page 5: who hands what to whom, as traffic shows it. Lines stay in place while their figures change.
package struct MapScreen: Screen {
    /// The filter that is kept; empty shows all flows.
    package private(set) var filter = ""
    /// The filter while it is typed.
    private var preview: String?
    private var place = ListPlace()

    package init() {}

    package var title: String { Page.map.title }

    package var keymap: Keymap {
        let unfilter = filter.isEmpty ? [] : [Binding(.escape, .back, "all flows", footer: true)]
        return Keymap([
            Binding(.enter, .open, "flows", footer: true),
            Binding("t", .openFlow, "a flow, of those that failed first", pair: "t", "one flow"),
            Binding("l", .openRecords, "the records in the log", pair: "l", "log"),
            Binding("e", .nextError, "next that fails", pair: "e/E", "failing"),
            Binding("E", .previousError, "previous that fails"),
            Binding("f", .editFilter, "filter", footer: true),
            Binding("y", .copy, "copy the name"),
        ]) + Keymap(unfilter) + .moving
    }

    package var interest: Interest {
        var interest = Interest()
        interest.topology = TopologyRequest(query: preview ?? filter)
        return interest
    }

    private func rows(_ snapshot: Snapshot) -> [MapRow] { snapshot.topology.map(MapRow.rows) ?? [] }

    private func view(_ rows: [MapRow], _ area: Rect) -> ListPlace.View {
        place.view(count: rows.count, height: MapTable.rows(in: area)) { id in rows.firstIndex { $0.id == id } }
    }

    package mutating func settle(_ snapshot: Snapshot) {
        let rows = rows(snapshot)
        place.settle(in: view(rows, snapshot.body)) { rows[$0].id }
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let rows = rows(snapshot)
        let view = view(rows, snapshot.body)
        let selected = rows.isEmpty ? nil : rows[view.selected]
        if let target = ListPlace.target(action, in: view) {
            place.select(target, id: { rows[$0].id }, in: view)
            return .handled()
        }
        switch action {
        case .open:
            guard let selected else { return .handled() }
            return .go(.traces(query: selected.flows, sort: .latest))
        case .openRecords:
            return selected.map { .go(.logs(query: $0.records)) } ?? .handled()
        case .openFlow:
            guard let selected else { return .handled() }
            let sample = selected.figures?.sample ?? selected.edge?.all.sample
            guard let id = sample.flatMap({ snapshot.records.row($0)?.correlationID }) else {
                return .handled([
                    .notice(Notice(.information, "no record of it has a correlation id; Enter lists flows"))
                ])
            }
            return .go(.trace(id))
        case .nextError, .previousError:
            let failing = rows.indices.filter { rows[$0].trouble > .none }
            let next =
                action == .nextError
                ? failing.first { $0 > view.selected } : failing.last { $0 < view.selected }
            guard let next else {
                let words = failing.isEmpty ? "nothing fails" : "nothing else fails in this direction"
                return .handled([.notice(Notice(.information, words))])
            }
            place.select(next, id: { rows[$0].id }, in: view)
            return .handled()
        case .copy:
            return selected.map { .handled([.copy($0.node.name)]) } ?? .handled()
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
        case .back where !filter.isEmpty:
            filter = ""
            return .handled()
        default:
            return .ignored
        }
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        guard let map = snapshot.topology, !map.whole.nodes.isEmpty else {
            paint(Self.empty(snapshot, filter: preview ?? filter), y: 1, in: area, on: &canvas)
            return
        }
        let rows = rows(snapshot)
        MapTable(rows: rows, view: view(rows, area), map: map).paint(filter: preview ?? filter, in: area, on: &canvas)
        if map.whole.edges.isEmpty, rows.count + 9 < area.height {
            paint(Self.unlinked, y: rows.count + 4, in: area, on: &canvas)
        }
    }

    private func paint(_ lines: [String], y: Int, in area: Rect, on canvas: inout Canvas) {
        for (row, line) in lines.enumerated() {
            canvas.write(line, x: 2, y: y + row, in: area, row == 0 ? canvas.theme.text : canvas.theme.dim)
        }
    }

    private static func empty(_ snapshot: Snapshot, filter: String) -> [String] {
        if snapshot.topology == nil && snapshot.counters.records > 0 || snapshot.loading != nil {
            return ["Drawing the map."]
        }
        if !filter.isEmpty { return ["No flow has a record that matches.", "f changes the filter, Esc removes it."] }
        return snapshot.counters.records > 0
            ? ["No record names a service or a hop.", "2 shows the records as they come."]
            : [
                "Nothing to draw yet.",
                "With the first records this shows who publishes what, through which bus, rule",
                "or queue, and who consumes it, with rate, errors and latency of each step.",
            ]
    }

    private static let unlinked = [
        "Nothing links these services.",
        "Records that name their cause do: causation_id beside event_id, parent_span_id",
        "beside span_id, or the hops that the bundled pipeline writes.",
    ]
}
