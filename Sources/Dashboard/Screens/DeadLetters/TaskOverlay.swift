package import DeadLetters
import EventModel
package import TerminalUI

/// Follows a redrive or a discard: a bar, what is sent, failed, skipped and left, and what to know about it. Esc hides it and the
/// task goes on; `c` stops it between two batches.
package struct TaskOverlay: Screen {
    private let kind: RedriveProgress.Kind
    private let queue: String
    private let selected: Int
    private let destination: String
    /// Nil until the first report tells it.
    private var task: String?
    /// Tasks that were there before and are not this one.
    private var known: Set<String> = []

    /// Follows a redrive that is being started.
    ///
    /// - Parameter destination: where the messages go, in words.
    package init(redriving plan: RedrivePlan, to destination: String) {
        kind = .redrive
        queue = plan.queue
        selected = plan.ids.count
        self.destination = destination
        task = plan.id
    }

    /// Follows a discard that is being started; its task's id comes with the first report.
    ///
    /// - Parameter known: the tasks there were before.
    package init(discarding count: Int, from queue: String, known: Set<String>) {
        kind = .discard
        self.queue = queue
        selected = count
        destination = ""
        self.known = known
    }

    /// Shows a task again that was hidden.
    package init(following task: RedriveProgress) {
        kind = task.kind
        queue = task.queue
        selected = task.selected
        destination = ""
        self.task = task.id
    }

    package var title: String {
        kind == .redrive ? "Redrive" : "Discard"
    }
    package var isOverlay: Bool { true }

    package var keymap: Keymap {
        Keymap([
            Binding("c", .cancelTask, "stop after this batch", footer: true),
            Binding([.escape, .enter, .character("q")], .back, "hide", footer: true),
        ])
    }

    private func isMine(_ progress: RedriveProgress) -> Bool {
        if let task { return progress.id == task }
        return progress.kind == kind && progress.queue == queue && progress.selected == selected
            && !known.contains(progress.id)
    }

    private func progress(_ snapshot: Snapshot) -> RedriveProgress? { snapshot.tasks.last(where: isMine) }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .cancelTask:
            guard let id = task ?? progress(snapshot)?.id, progress(snapshot)?.state.isRunning ?? true else {
                return .handled()
            }
            return .handled([.cancel(task: id)])
        case .back: return .pop()
        default: return .ignored
        }
    }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        guard case .progress(let progress) = answer, isMine(progress) else { return .ignored }
        task = progress.id
        // What went well needs no key to go away; what did not stays until it is read.
        let clean = progress.state == .completed && progress.sent == progress.selected
        return clean ? .pop() : .handled()
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let width = min(area.width - 2, 72)
        let inner = width - 4
        let progress = progress(snapshot)
        var notes: [String] = []
        for note in (progress?.notes ?? []).prefix(5) { notes += WrappedText(note, width: inner - 2, limit: 2).lines }
        notes = Array(notes.prefix(max(0, area.height - 8)))
        let height = 7 + notes.count
        let name = "\(title) \(Figures.count(selected)) from \(queue)"
        let box = canvas.box(area.centred(Size(width: width, height: height)), title: name)
        if !destination.isEmpty { canvas.write([("to  ", theme.dim), (destination, theme.text)], in: box) }

        let done = selected - (progress?.remaining ?? selected)
        let count = "\(Figures.count(done)) of \(Figures.count(selected))"
        let bar = max(0, box.width - displayWidth(count) - 2)
        let filled = selected > 0 ? bar * done / selected : bar
        canvas.buffer.fill(Rect(x: box.x, y: box.y + 1, width: bar, height: 1), with: theme.waiting, theme.wait)
        canvas.buffer.fill(
            Rect(x: box.x, y: box.y + 1, width: filled, height: 1),
            with: theme.criticalWorking,
            theme.work
        )
        canvas.write(count, x: bar + 2, y: 1, in: box, theme.text)

        canvas.write(figures(progress, theme), y: 2, in: box)
        for (row, note) in notes.enumerated() {
            canvas.write(
                [(row == 0 ? "\(theme.raised) " : "  ", theme.warning), (note, theme.text)],
                y: 3 + row,
                in: box
            )
        }
        canvas.write(foot(progress), y: box.height - 1, in: box, theme.dim)
    }

    private func figures(_ progress: RedriveProgress?, _ theme: Theme) -> [(text: String, style: Style)] {
        guard let progress else { return [("starting\(theme.ellipsis)", theme.dim)] }
        let verb = kind == .redrive ? "sent" : "removed"
        var pieces: [(text: String, style: Style)] = [("\(verb) \(Figures.count(progress.sent))", theme.text)]
        pieces.append(("   failed \(Figures.count(progress.failed))", progress.failed > 0 ? theme.error : theme.dim))
        pieces.append(
            ("   skipped \(Figures.count(progress.skipped))", progress.skipped > 0 ? theme.warning : theme.dim)
        )
        if progress.uncertain > 0 {
            pieces.append(("   uncertain \(Figures.count(progress.uncertain))", theme.warning))
        }
        pieces.append(("   remaining \(Figures.count(progress.remaining))", theme.dim))
        return pieces
    }

    private func foot(_ progress: RedriveProgress?) -> String {
        switch progress?.state {
        case nil, .planned, .running: "c stops it after this batch   Esc hides it and lets it go on"
        case .cancelling: "Stopping after this batch: what is sent stays sent."
        case .cancelled: "Cancelled. What remains is still in the queue.   Esc closes"
        case .completed: "Done.   Esc closes"
        case .failed: "Stopped. What remains is still in the queue.   Esc closes"
        }
    }
}
