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
    /// Records shown around each match: one of ``contexts``.
    private(set) var context = 0
    private static let contexts = [0, 2, 5, 10]
    /// Columns by which messages are moved to the left.
    private(set) var pan = 0
    private static let panStep = 20, panLimit = 100_000
    /// Filters that were kept in this session, the newest last.
    private var history: [String] = []
    private static let historyLimit = 100

    package init() {}

    package var title: String { Page.logs.title }

    package var interest: Interest {
        var interest = Interest()
        interest.matching = preview ?? filter
        interest.withoutMetrics = hidesMetrics
        interest.around = place.looksAt
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
            Binding("c", .moreContext, "more records around each match"),
            Binding("C", .lessContext, "fewer records around each match"),
            Binding("]", .nextBurst, "next stretch of time with matches"),
            Binding("[", .previousBurst, "previous stretch of time with matches"),
            Binding([.character(">"), .right], .right, "message to the left"),
            Binding([.character("<"), .left], .left, "message to the right"),
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

    /// Whether the filter leaves anything out that could be shown around what is left.
    var isFiltered: Bool { !(preview ?? filter).isEmpty }

    /// What the list shows.
    func lines(_ snapshot: Snapshot) -> LogLines {
        let records = snapshot.records
        let hides = hidesMetrics && snapshot.matches.query.contains("metric=false")
        return LogLines(
            snapshot.matches,
            context: isFiltered ? context : 0,
            end: place.end,
            gaps: gaps,
            isHidden: { hides && records.hasMetrics($0) }
        )
    }

    /// The lines on screen.
    func window(_ snapshot: Snapshot) -> LogPlace.Window {
        place.window(lines(snapshot), height: height(snapshot)) { snapshot.records.time($0) }
    }

    /// The id of the selected record.
    func selected(_ snapshot: Snapshot) -> Int? {
        place.selected(lines(snapshot)) { snapshot.records.time($0) }
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
        case .top: place.moveToFirst(lines(snapshot), height: height(snapshot))
        case .bottom, .follow: place.follow()
        case .pause:
            if place.isFollowing { pause(snapshot) } else { place.follow() }
        case .open:
            if showsDetail, let id = selected(snapshot) { return .push(RecordScreen(id)) }
            pause(snapshot)
            showsDetail = true
        case .back: return back()
        case .toggleTimes: relativeTimes.toggle()
        case .toggleMetrics: hidesMetrics.toggle()
        case .moreContext, .lessContext: return turnContext(by: action == .moreContext ? 1 : -1)
        case .right: pan = min(pan + Self.panStep, Self.panLimit)
        case .left: pan = max(0, pan - Self.panStep)
        case .nextBurst, .previousBurst: return jump(forward: action == .nextBurst, snapshot)
        case .openFlow: return openFlow(snapshot)
        case .copy: return copy(snapshot)
        case .export: return .handled([.export(query: shown)])
        case .show(.logs(let query)):
            keep(query)
            place.follow()
        default: return updateQueries(action, snapshot)
        }
        return .handled()
    }

    private mutating func updateQueries(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .editFilter: return .push(FilterBar(filter, history: history))
        case .previewFilter(let text): preview = text
        case .dropPreview: preview = nil
        case .applyFilter(let text):
            keep(text)
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
        go(to: id, snapshot)
        return .handled()
    }

    private mutating func keep(_ text: String) {
        filter = text
        preview = nil
        guard !text.isEmpty else { return }
        history.removeAll { $0 == text }
        history.append(text)
        if history.count > Self.historyLimit { history.removeFirst() }
    }

    private mutating func turnContext(by step: Int) -> Reaction {
        let i = (Self.contexts.firstIndex(of: context) ?? 0) + step
        context = Self.contexts[(i + Self.contexts.count) % Self.contexts.count]
        if isFiltered { return .handled() }
        let words = context == 0 ? "no records" : "\(context) records"
        return .handled([.notice(Notice(.information, "a filter will show \(words) around each match"))])
    }

    private mutating func jump(forward: Bool, _ snapshot: Snapshot) -> Reaction {
        guard let from = selected(snapshot),
            let timeline = LogTimeline(snapshot.records, width: timelineWidth(snapshot.body)),
            let id = timeline.match(from: from, forward: forward, snapshot.matches)
        else {
            return .handled([
                .notice(Notice(.information, "no matches \(forward ? "after" : "before") this stretch of time"))
            ])
        }
        go(to: id, snapshot)
        return .handled()
    }

    private mutating func go(to id: Int, _ snapshot: Snapshot) {
        place.go(to: id, lines(snapshot), height: height(snapshot)) { snapshot.records.time($0) }
    }

    /// One level back: the detail, the search, the filter.
    private mutating func back() -> Reaction {
        if showsDetail {
            showsDetail = false
        } else if pan > 0 {
            pan = 0
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
        place.pause(lines(snapshot), height: height(snapshot))
    }

    private mutating func move(_ steps: Int, _ snapshot: Snapshot, scrolling: Bool = false) {
        place.move(by: steps, lines(snapshot), height: height(snapshot), scrolling: scrolling) {
            snapshot.records.time($0)
        }
    }

    private func row(_ snapshot: Snapshot) -> RecordRow? {
        selected(snapshot).flatMap { snapshot.records.row($0) }
    }

    private func openFlow(_ snapshot: Snapshot) -> Reaction {
        guard let flow = row(snapshot)?.correlationID else {
            return .handled([.notice(Notice(.warning, "this record has no correlation id"))])
        }
        return .go(.trace(flow))
    }

    private func copy(_ snapshot: Snapshot) -> Reaction {
        guard let id = selected(snapshot) else { return .handled() }
        guard let raw = snapshot.records.raw(id) else {
            return .handled([.notice(Notice(.warning, "this record's line is no longer in its file"))])
        }
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
        guard let from = selected(snapshot) else { return .handled() }
        // The record that is looked on from is not itself meant; but the newest, while it is followed, was not chosen.
        let start = place.isFollowing && direction == .backward ? from + 1 : from
        let request = FindRequest(queries: [query, shown], from: start, direction: direction, what: what)
        pending = request
        return .handled([.find(request)])
    }
}
