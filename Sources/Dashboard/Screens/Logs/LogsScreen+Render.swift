import EventModel
import Telemetry
package import TerminalUI

extension LogsScreen {
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let parts = layout(area)
        if isFiltered { paintTimeline(snapshot, above: area, on: &canvas) }
        paintStatus(snapshot, in: parts.status, on: &canvas)
        if snapshot.matches.count == 0 {
            paintEmpty(snapshot, in: parts.list, on: &canvas)
        } else {
            paintList(snapshot, in: parts.list, on: &canvas)
        }
        if showsDetail { paintDetail(snapshot, in: parts.detail, on: &canvas) }
    }

    // MARK: Status

    /// Filter at the left, the tail's state in the middle, how many at the right.
    private func paintStatus(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let matches = snapshot.matches
        let total = Figures.count(matches.available.count)
        let hidden = (preview ?? filter).isEmpty && hidesMetrics ? matches.available.count - matches.count : 0
        var counted =
            (preview ?? filter).isEmpty
            ? "\(Figures.count(matches.count)) records" : "\(Figures.count(matches.count)) of \(total)"
        if hidden > 0, !matches.isSearching { counted += ", \(Figures.count(hidden)) metrics hidden (m)" }
        if let coming = snapshot.coming ?? (matches.isSearching ? matches : nil) {
            counted = "\(Int(coming.progress * 100)) % searched, \(Figures.count(coming.count)) of \(total)"
        }
        if snapshot.counters.malformed > 0 { counted += ", \(Figures.count(snapshot.counters.malformed)) malformed" }
        let right = area.width - 1 - displayWidth(counted)
        canvas.write(counted, x: right, in: area, theme.dim)

        var state: [(text: String, style: Style)] = []
        if place.isFollowing {
            state.append(("following", theme.dim))
        } else {
            state.append(("\(theme.paused) paused", theme.warning))
            let new = matches.count - lines(snapshot).count
            if new > 0 { state.append(("  +\(Figures.count(new)) new", theme.strong)) }
        }
        let width = state.reduce(0) { $0 + displayWidth($1.text) }
        let x = max(2, right - 3 - max(width, 22))
        canvas.write(state, x: x, in: Rect(x: area.x, y: area.y, width: max(0, right - 1), height: 1))

        let left = Rect(x: area.x + 1, y: area.y, width: max(0, x - 2), height: 1)
        let filter = preview ?? filter
        var used = 0
        if filter.isEmpty {
            used = canvas.write("all records", in: left, theme.dim)
        } else {
            used = canvas.write(filter.truncated(to: left.width), in: left, theme.accent)
        }
        if !search.isEmpty {
            canvas.write("  /\(search)".truncated(to: left.width - used), x: used, in: left, theme.dim)
        }
    }

    private func paintEmpty(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let filter = preview ?? filter
        let words: [String]
        if snapshot.coming != nil || snapshot.matches.isSearching {
            words = ["Searching."]
        } else if !filter.isEmpty && !snapshot.matches.available.isEmpty {
            words = ["No record matches \(filter)", "Esc drops the filter, f changes it."]
        } else if snapshot.live || snapshot.loading != nil {
            words = [
                "No records yet. Each line that arrives is shown here as it comes.",
                "T looks up a flow by its correlation id.",
            ]
        } else {
            words = ["The sources hold no records."]
        }
        for (i, line) in words.enumerated() { canvas.write(line, x: 1, y: 1 + i, in: area, theme.dim) }
    }

    // MARK: List

    private func paintList(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let window = window(snapshot)
        let columns = LogColumns(
            width: area.width,
            snapshot: snapshot,
            relative: relativeTimes,
            pan: pan,
            theme: canvas.theme
        )
        let tellsMatches = context > 0 && isFiltered
        for (y, line) in window.lines.enumerated() {
            switch line {
            case .skip:
                let marks = String(repeating: canvas.theme.leftOut, count: columns.time)
                canvas.write(marks, x: 1, y: y, in: area, canvas.theme.dim)
            case .lost(let lines):
                let text =
                    "\(canvas.theme.raised) \(Figures.count(lines)) lines were lost here: they came faster than they could be taken"
                canvas.write(text, x: 1, y: y, in: area, canvas.theme.error)
            case .record(let id):
                guard let row = snapshot.records.row(id) else { continue }
                let failure = { snapshot.records.fields(id)?[path: "error.message"]?.string }
                let isGone = { snapshot.records.raw(id) == nil }
                columns.paint(row, y: y, in: area, search: search, failure: failure, isGone: isGone, on: &canvas)
                if tellsMatches, !snapshot.matches.contains(id) { canvas.dim(row: y, in: area) }
                if y == window.selection {
                    canvas.select(row: y, in: area)
                    canvas.write(canvas.theme.cursor, y: y, in: area, canvas.theme.accent)
                }
            }
        }
    }

    private func paintDetail(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let id = selected(snapshot)
        guard let id, let row = snapshot.records.row(id) else {
            canvas.rule(y: 0, in: area)
            return
        }
        canvas.rule(y: 0, in: area, title: row.eventType ?? row.service ?? "record")
        let inside = Rect(x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 1)
        let detail = RecordDetail(
            row,
            fields: snapshot.records.fields(id),
            raw: snapshot.records.raw(id),
            width: inside.width,
            folded: true,
            theme: canvas.theme
        )
        detail.paint(from: 0, in: inside, on: &canvas)
        let more = detail.lines.count - inside.height
        if more > 0 {
            let words = " \(more) more lines, \(Key.enter.label(canvas.theme)) shows all "
            canvas.write(words, x: area.width - displayWidth(words) - 2, in: area, canvas.theme.dim)
        }
    }
}
