import EventModel
import Telemetry
import TerminalUI

/// How one record is laid out in a line of the log. The columns depend on the width and on the days shown, not on the records
/// in sight, so nothing moves while it scrolls.
struct LogColumns {
    private let theme: Theme
    private let now: Timestamp
    private let relative: Bool
    /// Records may be of another day than today.
    private let showsDay: Bool
    /// Columns of the time.
    let time: Int
    private let service, type, id: Int
    /// Columns by which messages are moved to the left.
    private let pan: Int

    init(width: Int, snapshot: Snapshot, relative: Bool, pan: Int = 0, theme: Theme) {
        self.theme = theme
        self.pan = pan
        self.relative = relative
        now = snapshot.now
        let oldest = snapshot.records.ids.isEmpty ? nil : snapshot.records.row(snapshot.records.ids.lowerBound)
        showsDay = oldest.map { $0.time.day != snapshot.now.day } ?? false
        let wide = width >= 110
        time = relative ? 5 : showsDay ? (wide ? 18 : 14) : 12
        service = wide ? 16 : 12
        type = wide ? 24 : 15
        id = wide ? 12 : 0
    }

    /// - Parameters:
    ///   - failure: the message of the error that the record carries, if it is needed.
    ///   - isGone: whether its line can no longer be read, if that is needed.
    func paint(
        _ row: RecordRow,
        y: Int,
        in area: Rect,
        search: String,
        failure: () -> String?,
        isGone: () -> Bool,
        on canvas: inout Canvas
    ) {
        var x = 1
        func put(_ text: String, _ width: Int, _ style: Style) {
            if width > 0 { canvas.write(text.truncated(to: width), x: x, y: y, in: area, style) }
            if width > 0 { x += width + 1 }
        }
        let timeStyle = row.timestamp == nil ? theme.dim : theme.text
        put(relative ? Figures.age(now - row.time).rightAligned(to: 5) : clock(row.time), time, timeStyle)
        if row.malformed {
            put(String(theme.raised), 5, theme.warning)
            message(row.message, search, x: x, y: y, in: area, on: &canvas)
            return
        }
        put(row.severity?.name.uppercased() ?? "", 5, theme.style(of: row.severity))
        put(row.service ?? "", service, theme.text)
        put(row.eventType ?? "", type, theme.text)
        put(row.correlationID.map { ShortID.text($0, theme) } ?? "", id, theme.id)
        let mark = mark(row)
        if !mark.text.isEmpty { x += canvas.write("\(mark.text) ", x: x, y: y, in: area, mark.style) }
        if row.message.isEmpty, isGone() {
            canvas.write("no longer in the file".truncated(to: area.width - x), x: x, y: y, in: area, theme.dim)
            return
        }
        message(words(row, failure), search, x: x, y: y, in: area, on: &canvas)
    }

    /// The part of a message that fits, from where it is moved to.
    private func message(_ text: String, _ search: String, x: Int, y: Int, in area: Rect, on canvas: inout Canvas) {
        // A message may be a megabyte: only what can be seen is looked at.
        var shown = text.prefix(pan + max(0, area.width - x) + 1)
        if pan > 0 {
            var width = 0
            while width <= pan, let character = shown.popFirst() { width += displayWidth(String(character)) }
            if !text.isEmpty { shown = theme.ellipsis.prefix(1) + shown }
        }
        let words = String(shown).truncated(to: area.width - x)
        canvas.write(words, x: x, y: y, in: area, theme.text)
        highlight(words, search, x: x, y: y, in: area, on: &canvas)
    }

    /// The message; the two lines of an invocation in words, and the error's own where one ended it.
    private func words(_ row: RecordRow, _ failure: () -> String?) -> String {
        guard row.hop == .invoke else { return row.message }
        switch row.message {
        case "START": return "started"
        case "END":
            if row.errorType != nil, let failure = failure() { return failure }
            return row.duration.map { "ended after \(Figures.duration($0))" } ?? "ended"
        default: return row.message
        }
    }

    private func clock(_ time: Timestamp) -> String {
        let clock = time.clock(digits: showsDay && self.time < 18 ? 0 : 3)
        return showsDay ? "\(time.monthAndDay) \(clock)" : clock
    }

    /// What happened, before the words for it.
    private func mark(_ row: RecordRow) -> (text: String, style: Style) {
        if row.hop == .deadletter { return (String(theme.dead), theme.error) }
        if row.hop == .redrive { return (String(theme.redriven), theme.warning) }
        if let error = row.errorType {
            // The message often begins with the type.
            let said = row.message.hasPrefix(error)
            let style = row.severity == .warn ? theme.warning : theme.error
            return (said ? "\(theme.failed)" : "\(theme.failed) \(error):", style)
        }
        if let attempt = row.attempt, attempt > 1 { return ("\(theme.redriven)\(attempt)", theme.warning) }
        return ("", theme.text)
    }

    /// Marks where the search stands in the message.
    private func highlight(_ text: String, _ search: String, x: Int, y: Int, in area: Rect, on canvas: inout Canvas) {
        guard !search.isEmpty, let range = text.firstRange(ignoringCase: search) else { return }
        let before = displayWidth(String(text[..<range.lowerBound]))
        let width = displayWidth(String(text[range]))
        let place = Rect(x: area.x + x + before, y: area.y + y, width: min(width, area.width - x - before), height: 1)
        canvas.buffer.restyle(place) { theme.highlight(&$0) }
    }
}

extension String {
    /// Where a text first stands, whatever the case of its letters.
    fileprivate func firstRange(ignoringCase text: String) -> Range<Index>? {
        let wanted = Array(text.lowercased())
        guard !wanted.isEmpty else { return nil }
        var start = startIndex
        while start < endIndex {
            var here = start
            var matched = 0
            while matched < wanted.count, here < endIndex, self[here].lowercased() == String(wanted[matched]) {
                matched += 1
                here = index(after: here)
            }
            if matched == wanted.count { return start..<here }
            start = index(after: start)
        }
        return nil
    }
}
