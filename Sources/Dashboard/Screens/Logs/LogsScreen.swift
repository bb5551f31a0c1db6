import EventModel
import Telemetry
import TerminalUI

/// Page 2: the live tail.
package struct LogsScreen: Screen {
    var place = LogPlace()
    /// The filter that is kept; empty shows all.
    private(set) var filter = ""
    /// The filter that is being typed.
    private(set) var preview: String?
    private(set) var search = ""
    var showsDetail = false
    private(set) var relativeTimes = false
    /// Records of metrics come every second from every queue, and drown what happened; they are hidden until asked for.
    private(set) var hidesMetrics = true
    /// Where lines were lost on their way in: before which record, and how many.
    private(set) var gaps: [(before: Int, lines: Int)] = []
    private var pending: FindRequest?

    package init() {}

    package var title: String { Page.logs.title }

    package var interest: Interest {
        var interest = Interest()
        interest.matching = preview ?? filter
        interest.withoutMetrics = hidesMetrics
        return interest
    }

    /// What the list shows, as one query.
    private var shown: String { hidesMetrics ? QueryText.withoutMetrics(filter) : filter }

    package var keymap: Keymap {
        Keymap([
            Binding(" ", .pause, place.isFollowing ? "pause" : "resume", footer: true),
            Binding(.enter, .open, showsDetail ? "whole record" : "detail", footer: true),
            Binding("t", .openFlow, "flow", footer: true),
            Binding("e", .nextError, "next error", pair: "e/E", "error"),
            Binding("E", .previousError, "previous error"),
            Binding([.character("f"), .character("&")], .editFilter, "filter", footer: true),
            Binding("/", .editSearch, "search", footer: true),
            Binding("o", .nextOfFlow, "next of this flow", pair: "o/O", "same flow"),
            Binding("O", .previousOfFlow, "previous of this flow"),
            Binding("y", .copy, "copy the line", pair: "y", "copy"),
            Binding("w", .nextWarning, "next warning"),
            Binding("W", .previousWarning, "previous warning"),
            Binding("n", .nextMatch, "next place found"),
            Binding("N", .previousMatch, "previous place found"),
            Binding("F", .follow, "follow the newest"),
            Binding("a", .toggleTimes, "times as ages"),
            Binding("m", .toggleMetrics, hidesMetrics ? "show metrics" : "hide metrics"),
            Binding(.control("s"), .export, "export what matches"),
            Binding(.escape, .back, "close detail, end search, drop filter"),
        ]) + .moving
    }

    /// Rows of the list at this size.
    func height(_ snapshot: Snapshot) -> Int { max(1, layout(snapshot.body).list.height) }

    /// The parts of the page; the detail's rule is its first row.
    func layout(_ area: Rect) -> (status: Rect, list: Rect, detail: Rect) {
        let (status, rest) = area.top(1)
        guard showsDetail else { return (status, rest, rest.bottom(0).1) }
        let (list, detail) = rest.bottom(min(max(8, rest.height / 2), rest.height - 4))
        return (status, list, detail)
    }

    package mutating func settle(_ snapshot: Snapshot) {
        gaps = snapshot.counters.gaps.map { ($0.before, $0.lines) }
    }

    // MARK: Keys

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let page = max(1, height(snapshot) - 1)
        switch action {
        case .up: move(-1, snapshot)
        case .down: move(1, snapshot)
        case .pageUp: move(-page, snapshot, scrolling: true)
        case .pageDown: move(page, snapshot, scrolling: true)
        case .halfPageUp: move(-(page + 1) / 2, snapshot, scrolling: true)
        case .halfPageDown: move((page + 1) / 2, snapshot, scrolling: true)
        case .top: move(-snapshot.matches.count, snapshot)
        case .bottom, .follow: place.follow()
        case .pause:
            if place.isFollowing { pause(snapshot) } else { place.follow() }
        case .open:
            if showsDetail, let id = place.selected(snapshot.matches) { return .push(RecordScreen(id)) }
            pause(snapshot)
            showsDetail = true
        case .back: return back()
        case .toggleTimes: relativeTimes.toggle()
        case .toggleMetrics: hidesMetrics.toggle()
        case .openFlow: return openFlow(snapshot)
        case .copy: return copy(snapshot)
        case .export: return .handled([.export(query: shown)])
        case .show(.logs(let query)):
            filter = query
            place.follow()
        default: return updateQueries(action, snapshot)
        }
        return .handled()
    }

    private mutating func updateQueries(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .editFilter: return .push(FilterBar(filter))
        case .previewFilter(let text): preview = text
        case .dropPreview: preview = nil
        case .applyFilter(let text):
            filter = text
            preview = nil
        case .editSearch: return .push(SearchBar(search))
        case .applySearch(let text):
            search = text
            guard !text.isEmpty else { return .handled() }
            // At the newest record there is nothing after it to look through.
            let direction: FindRequest.Direction = place.isFollowing ? .backward : .forward
            return find(QueryText.quoted(text), direction, "\"\(text)\"", snapshot)
        case .nextMatch, .previousMatch:
            guard !search.isEmpty else { return .push(SearchBar("")) }
            let direction: FindRequest.Direction = action == .nextMatch ? .forward : .backward
            return find(QueryText.quoted(search), direction, "\"\(search)\"", snapshot)
        case .nextError: return find("level>=error", .forward, "error", snapshot)
        case .previousError: return find("level>=error", .backward, "error", snapshot)
        case .nextWarning: return find("level=warn", .forward, "warning", snapshot)
        case .previousWarning: return find("level=warn", .backward, "warning", snapshot)
        case .nextOfFlow: return findFlow(.forward, snapshot)
        case .previousOfFlow: return findFlow(.backward, snapshot)
        default: return .ignored
        }
        return .handled()
    }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        guard case .found(let request, let id) = answer, request == pending else { return .ignored }
        pending = nil
        guard let id else {
            let where_ = request.direction == .forward ? "after" : "before"
            return .handled([.notice(Notice(.information, "no \(request.what) \(where_) this record"))])
        }
        place.go(to: id, snapshot.matches, newest: snapshot.records.ids.upperBound, height: height(snapshot))
        return .handled()
    }

    /// One level back: the detail, the search, the filter.
    private mutating func back() -> Reaction {
        if showsDetail {
            showsDetail = false
        } else if !search.isEmpty {
            search = ""
        } else if !filter.isEmpty {
            filter = ""
        } else {
            return .ignored
        }
        return .handled()
    }

    private mutating func pause(_ snapshot: Snapshot) {
        place.pause(snapshot.matches, newest: snapshot.records.ids.upperBound, height: height(snapshot))
    }

    private mutating func move(_ steps: Int, _ snapshot: Snapshot, scrolling: Bool = false) {
        place.move(
            by: steps,
            snapshot.matches,
            newest: snapshot.records.ids.upperBound,
            height: height(snapshot),
            scrolling: scrolling
        )
    }

    private func row(_ snapshot: Snapshot) -> RecordRow? {
        place.selected(snapshot.matches).flatMap { snapshot.records.row($0) }
    }

    private func openFlow(_ snapshot: Snapshot) -> Reaction {
        guard let flow = row(snapshot)?.correlationID else {
            return .handled([.notice(Notice(.warning, "this record has no correlation id"))])
        }
        return .go(.trace(flow))
    }

    private func copy(_ snapshot: Snapshot) -> Reaction {
        guard let id = place.selected(snapshot.matches), let raw = snapshot.records.raw(id) else { return .handled() }
        return .handled([.copy(String(decoding: raw, as: UTF8.self))])
    }

    private mutating func findFlow(_ direction: FindRequest.Direction, _ snapshot: Snapshot) -> Reaction {
        guard let flow = row(snapshot)?.correlationID else {
            return .handled([.notice(Notice(.warning, "this record has no correlation id"))])
        }
        return find(QueryText.equal("correlation_id", flow), direction, "record of this flow", snapshot)
    }

    /// Looks on from the selected record, among those the filter shows.
    private mutating func find(
        _ query: String,
        _ direction: FindRequest.Direction,
        _ what: String,
        _ snapshot: Snapshot
    ) -> Reaction {
        guard let from = place.selected(snapshot.matches) else { return .handled() }
        // The record that is looked on from is not itself meant; but the newest, while it is followed, was not chosen.
        let start = place.isFollowing && direction == .backward ? from + 1 : from
        let request = FindRequest(queries: [query, shown], from: start, direction: direction, what: what)
        pending = request
        return .handled([.find(request)])
    }
}
