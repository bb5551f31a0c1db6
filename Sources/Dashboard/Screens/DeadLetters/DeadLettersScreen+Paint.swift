import DeadLetters
import EventModel
import Telemetry
package import TerminalUI

extension DeadLettersScreen {
    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let dead = snapshot.deadLetters
        guard dead.available else { return paintWithoutBroker(snapshot, in: area, on: &canvas) }
        paintHeading(snapshot, in: area, on: &canvas)
        guard !dead.queues.isEmpty else { return paintEmpty(snapshot, in: area, on: &canvas) }
        let layout = layout(snapshot, area)
        paintQueues(snapshot, layout, on: &canvas)
        canvas.buffer.fill(layout.divider, with: canvas.theme.vertical, canvas.theme.rule)
        guard let summary = summary(snapshot) else { return }
        paintQueueHead(summary, snapshot, layout, on: &canvas)
        let outline = outline(snapshot)
        if outline.rows.isEmpty {
            paintLines(emptyWords(summary.queue, snapshot), in: layout.rows, on: &canvas)
        } else {
            let view = view(outline, layout)
            let titles = CauseTitles(groups)
            for (y, index) in view.shown.enumerated() {
                paintRow(
                    outline.rows[index],
                    outline,
                    titles,
                    y: y,
                    selected: index == view.selected,
                    snapshot,
                    layout,
                    on: &canvas
                )
            }
        }
        guard layout.lower.height > 0 else { return }
        canvas.rule(y: 0, in: layout.lower)
        canvas.write(
            canvas.theme.junctionUp,
            x: layout.divider.x - layout.lower.x,
            in: layout.lower,
            canvas.theme.rule
        )
        DeadLetterWhy(screen: self, snapshot: snapshot).paint(layout, on: &canvas)
    }

    private func paintHeading(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme, dead = snapshot.deadLetters
        let queues = dead.queues.count { $0.queue.depth > 0 }
        var pieces: [(text: String, style: Style)] = []
        if dead.total > 0 {
            let words = "\(Figures.count(dead.total)) dead in \(queues) queue\(queues == 1 ? "" : "s")"
            pieces.append((words, theme.error))
        }
        if dead.isReadOnly { pieces.append(("   read-only", theme.warning)) }
        if let queue, let soon = dead.expiring[queue] {
            let left = Figures.age(max(.zero, soon.first - snapshot.now))
            let remedy = dead.isReadOnly ? "" : ", P parks"
            pieces.append(("   \(theme.raised) \(soon.figure) \(soon.verb) in \(left)\(remedy)", theme.warning))
        }
        if order == .expires { pieces.append(("   by expiry", theme.accent)) }
        if !marks.isEmpty { pieces.append(("   \(Figures.count(marks.count)) marked", theme.accent)) }
        if !filter.applied.isEmpty {
            let shown = outline(snapshot).letters.count
            pieces += [
                ("   filter ", theme.dim), (filter.applied, theme.accent),
                (", \(Figures.count(shown)) shown", theme.dim),
            ]
        }
        if errand.isPlanning { pieces.append(("   planning\(theme.ellipsis)", theme.dim)) }
        if let failure = dead.failure { pieces.append(("   \(theme.raised) \(failure)", theme.warning)) }
        let used = canvas.write(pieces, x: 1, in: area) + 1
        guard let note = taskNote(snapshot, theme) else { return }
        let x = area.width - displayWidth(note.text) - 1
        if x > used { canvas.write(note.text, x: x, in: area, note.style) }
    }

    /// The task that runs, waits for its time, or was interrupted.
    private func taskNote(_ snapshot: Snapshot, _ theme: Theme) -> (text: String, style: Style)? {
        if let task = snapshot.tasks.last(where: { $0.state.isRunning && $0.state != .scheduled }) {
            let done = Figures.count(task.selected - task.remaining)
            let phase = task.phase.map { " \($0.rawValue)" } ?? ""
            let words = "\(task.queue):\(phase) \(done) of \(Figures.count(task.selected)), c shows it"
            return ("\(theme.redriven) \(words)", theme.accent)
        }
        if let task = snapshot.tasks.last(where: { $0.wasInterrupted(snapshot.now) }) {
            return ("\(theme.raised) \(task.queue): \(task.kind.verb) interrupted, H resumes", theme.warning)
        }
        let scheduled = snapshot.tasks.count { $0.state == .scheduled }
        return scheduled > 0 ? ("\(theme.redriven) \(scheduled) scheduled, c shows it", theme.accent) : nil
    }

    private func paintLines(_ lines: [String], in area: Rect, on canvas: inout Canvas) {
        var y = 1
        for (row, line) in lines.enumerated() {
            for part in WrappedText(line, width: area.width - 3).lines {
                canvas.write(part, x: 2, y: y, in: area, row == 0 ? canvas.theme.text : canvas.theme.dim)
                y += 1
            }
        }
    }

    private func emptyWords(_ queue: DeadLetterQueue?, _ snapshot: Snapshot) -> [String] {
        let when = queue?.maxReceiveCount.map { "a delivery fails \($0) times" } ?? "a delivery has failed for good"
        let try7 = snapshot.pipeline.invitation.map { ["\($0) Then come back here."] } ?? []
        return [
            "No dead letters. Messages land here when \(when)."
        ] + try7 + [
            "3 lists the flows, e there goes to the next one that failed; 2 shows the records as they come."
        ]
    }

    private func paintEmpty(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let waiting = !snapshot.deadLetters.loaded && snapshot.deadLetters.failure == nil
        let lines = waiting ? ["Asking the broker\(canvas.theme.ellipsis)"] : emptyWords(nil, snapshot)
        paintLines(lines, in: area.top(1).1, on: &canvas)
    }

    /// Files tell of dead letters too, but there is nobody to redrive them.
    private func paintWithoutBroker(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let lines = [
            "Only files are watched here: there is no broker whose dead-letter queues could be read or redriven.",
            "tailrace without arguments runs the bundled pipeline, which has one.",
        ]
        paintLines(lines, in: area, on: &canvas)
        guard snapshot.matches.query == "hop=deadletter", snapshot.matches.count > 0 else { return }
        let (_, list) = area.top(6)
        let count = snapshot.matches.count
        canvas.write(
            "\(Figures.count(count)) dead-letter hop\(count == 1 ? "" : "s") in the records",
            x: 2,
            in: list,
            theme.heading
        )
        for y in 0..<min(count, list.height - 1) {
            guard let row = snapshot.records.row(snapshot.matches[count - 1 - y]) else { continue }
            let pieces: [(text: String, style: Style)] = [
                (row.time.clock(digits: 3) + "  ", theme.dim), ("\(theme.dead) ", theme.error),
                ((row.resource ?? row.service ?? "").leftAligned(to: 20) + "  ", theme.text),
                (ShortID.text(row.correlationID ?? "", theme).leftAligned(to: 12) + "  ", theme.id),
                ((row.errorType ?? "").truncated(to: 24) + "  ", theme.error),
                (String(row.message.prefix(500)), theme.text),
            ]
            canvas.write(pieces, x: 2, y: 1 + y, in: list)
        }
    }

    // MARK: Queues

    private func paintQueues(_ snapshot: Snapshot, _ layout: DeadLettersLayout, on canvas: inout Canvas) {
        let theme = canvas.theme, area = layout.queues, queues = snapshot.deadLetters.queues
        let selected = queues.firstIndex { $0.queue.name == queue } ?? 0
        // The last row tells of the queues that do not show, so that no dead letter hides among them.
        let height = queues.count > area.height ? max(1, area.height - 1) : area.height
        let first = max(0, selected - height + 1)
        if height < area.height {
            let hidden = queues.prefix(first) + queues.dropFirst(first + height)
            let dead = hidden.reduce(0) { $0 + $1.queue.depth }
            let words = dead > 0 ? "\(hidden.count) more, \(Figures.count(dead)) dead" : "\(hidden.count) more"
            let style = dead > 0 ? theme.error : theme.dim
            canvas.write(words.truncated(to: area.width - 4), x: 3, y: height, in: area, style)
        }
        for (y, summary) in queues.dropFirst(first).prefix(height).enumerated() {
            let isSelected = first + y == selected
            let depth = Figures.count(summary.queue.depth)
            let room = area.width - 5 - displayWidth(depth)
            if isSelected { canvas.write(theme.folded, x: 1, y: y, in: area, theme.accent) }
            canvas.write(
                summary.queue.name.truncated(to: max(1, room)),
                x: 3,
                y: y,
                in: area,
                isSelected ? theme.strong : theme.text
            )
            let style = summary.queue.depth > 0 ? theme.error : theme.dim
            canvas.write(depth, x: area.width - 1 - displayWidth(depth), y: y, in: area, style)
            if isSelected, pane == .queues {
                canvas.write(theme.cursor, y: y, in: area, theme.accent)
                canvas.select(row: y, in: Rect(x: area.x + 1, y: area.y, width: area.width - 1, height: area.height))
            }
        }
    }

    private func paintQueueHead(
        _ summary: DeadLetterQueueSummary,
        _ snapshot: Snapshot,
        _ layout: DeadLettersLayout,
        on canvas: inout Canvas
    ) {
        let theme = canvas.theme, queue = summary.queue
        // Without room for all of it the name goes first: it is marked at the left.
        let narrow = layout.queueHead.width < 90
        var source = "from \(queue.source.truncated(to: narrow ? 28 : 48))"
        if let most = queue.maxReceiveCount {
            source += narrow ? ", max \(most)" : ", max \(most) receive\(most == 1 ? "" : "s")"
        }
        let name = narrow ? "" : "\(queue.name)   "
        let used = canvas.write([(name, theme.strong), (source, theme.dim)], x: 1, in: layout.queueHead) + 1
        var times: [String] = []
        if let oldest = queue.oldest { times.append("oldest \(Figures.age(snapshot.now - oldest))") }
        if let expires = queue.expires {
            let left = max(.zero, expires - snapshot.now)
            times.append("expires \(narrow ? Figures.age(left) : Figures.duration(left))")
        }
        let note = times.joined(separator: ", ")
        let x = layout.queueHead.width - displayWidth(note) - 1
        if x > used { canvas.write(note, x: x, in: layout.queueHead, theme.dim) }
    }
}
