package import DeadLetters
import EventModel
package import TerminalUI

/// Follows a task on dead letters: a bar, the phase, what is sent and what became of it, and why it stopped by itself. Esc hides it
/// and the task goes on; `c` stops it between two batches; `u` takes back what a finished one has done.
package struct TaskOverlay: Screen {
    private let kind: RedriveProgress.Kind
    private let queue: String
    private let selected: Int
    private let destination: String
    /// Nil until the first report tells it.
    private var task: String?
    /// Tasks that were there before and are not this one.
    private var known: Set<String> = []
    /// It was opened to be read, and stays until it is closed.
    private let stays: Bool
    private var errand = Errand()

    /// Follows a redrive that is being started.
    ///
    /// - Parameter destination: where the messages go, in words.
    package init(redriving plan: RedrivePlan, to destination: String) {
        kind = .redrive
        queue = plan.queue
        selected = plan.ids.count
        self.destination = destination
        task = plan.id
        stays = false
    }

    /// Follows another task that is being started; its id comes with the first report.
    ///
    /// - Parameter known: the tasks there were before.
    package init(_ kind: RedriveProgress.Kind, _ count: Int, _ queue: String, known: Set<String>) {
        self.kind = kind
        self.queue = queue
        selected = count
        destination = ""
        self.known = known
        stays = false
    }

    /// Shows a task that is there.
    package init(following task: RedriveProgress) {
        kind = task.kind
        queue = task.queue
        selected = task.selected
        destination = ""
        self.task = task.id
        stays = !task.state.isRunning
    }

    package var title: String { kind.title }
    package var isOverlay: Bool { true }

    package var keymap: Keymap {
        Keymap([
            Binding("c", .cancelTask, "stop after this batch", footer: true),
            Binding("u", .undo, "undo\u{2026}", footer: true),
            Binding([.escape, .enter, .character("q")], .back, "hide", footer: true),
        ])
    }

    private func isMine(_ progress: RedriveProgress) -> Bool {
        if let task { return progress.id == task }
        return progress.kind == kind && progress.queue == queue && !known.contains(progress.id)
    }

    private func progress(_ snapshot: Snapshot) -> RedriveProgress? { snapshot.tasks.last(where: isMine) }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let progress = progress(snapshot)
        switch action {
        case .cancelTask:
            guard let id = task ?? progress?.id, progress?.state.isRunning ?? true else { return .handled() }
            return .handled([.cancel(task: id)])
        case .undo:
            guard let progress else { return .handled() }
            guard progress.canUndo else {
                let why =
                    progress.state.isRunning ? "it still runs: c stops it first" : "nothing of it can be taken back"
                return .handled([.notice(Notice(.information, why))])
            }
            return errand.undo(progress)
        case .back: return .pop()
        default: return .ignored
        }
    }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        if let reaction = errand.receive(answer, snapshot) { return reaction }
        guard case .progress(let progress) = answer, isMine(progress) else { return .ignored }
        task = progress.id
        // What went well needs no key to go away; what did not stays until it is read.
        let clean = progress.state == .completed && progress.sent == progress.selected && progress.diedAgain == 0
        return clean && !stays ? .pop() : .handled()
    }

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let width = min(area.width - 2, 76)
        let inner = width - 4
        let progress = progress(snapshot)
        var lines = figures(progress, theme)
        var notes: [String] = []
        for note in (progress?.notes ?? []).prefix(5) { notes += WrappedText(note, width: inner - 2, limit: 2).lines }
        notes = Array(notes.prefix(max(0, area.height - 6 - lines.count)))
        lines += notes.enumerated().map { row, note in
            [(row == 0 ? "\(theme.raised) " : "  ", theme.warning), (note, theme.text)]
        }
        let head = destination.isEmpty ? 0 : 1
        let name = "\(title) \(Figures.count(selected)) from \(queue)"
        let height = head + lines.count + 5
        let box = canvas.box(area.centred(Size(width: width, height: height)), title: name)
        if head > 0 { canvas.write([("to  ", theme.dim), (destination, theme.text)], in: box) }
        paintBar(progress, y: head, in: box, on: &canvas)
        for (y, line) in lines.enumerated() { canvas.write(line, y: head + 1 + y, in: box) }
        canvas.write(foot(progress), y: box.height - 1, in: box, theme.dim)
    }

    private func paintBar(_ progress: RedriveProgress?, y: Int, in box: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let done = selected - (progress.map { $0.remaining + $0.held } ?? selected)
        let count = "\(Figures.count(done)) of \(Figures.count(selected))"
        let bar = max(0, box.width - displayWidth(count) - 2)
        let filled = selected > 0 ? bar * min(done, selected) / selected : bar
        canvas.buffer.fill(Rect(x: box.x, y: box.y + y, width: bar, height: 1), with: theme.waiting, theme.wait)
        canvas.buffer.fill(
            Rect(x: box.x, y: box.y + y, width: filled, height: 1),
            with: theme.criticalWorking,
            theme.work
        )
        canvas.write(count, x: bar + 2, y: y, in: box, theme.text)
    }

    private typealias Piece = (text: String, style: Style)

    private func figures(_ progress: RedriveProgress?, _ theme: Theme) -> [[Piece]] {
        guard let progress else { return [[("starting\(theme.ellipsis)", theme.dim)]] }
        func piece(_ name: String, _ value: Int, _ style: Style) -> Piece {
            ("   \(name) \(Figures.count(value))", value > 0 ? style : theme.dim)
        }
        let sent = kind == .redrive ? "sent" : kind.participle
        var counts: [Piece] = [("\(sent) \(Figures.count(progress.sent))", theme.text)]
        counts.append(piece("failed", progress.failed, theme.error))
        counts.append(piece(kind == .undo ? "consumed" : "skipped", progress.skipped, theme.warning))
        if progress.uncertain > 0 { counts.append(piece("uncertain", progress.uncertain, theme.warning)) }
        if progress.held > 0 { counts.append(piece("held", progress.held, theme.warning)) }
        counts.append(piece("remaining", progress.remaining, theme.text))
        var lines = [counts]
        if kind == .redrive, progress.sent > 0 {
            let unsettled = progress.unsettled
            lines.append([
                ("of these completed \(Figures.count(progress.completed))", theme.text),
                piece("died again", progress.diedAgain, theme.error),
                piece("still running", unsettled, theme.text),
            ])
        }
        if let phase = phase(progress) { lines.append([(phase, theme.accent)]) }
        return lines
    }

    /// What it is doing now, in words.
    private func phase(_ progress: RedriveProgress) -> String? {
        guard progress.state.isRunning else { return nil }
        if progress.state == .scheduled { return "waits for its time; nothing is sent yet" }
        let pace = progress.rate.map { ", at most \(PlanField.plain(($0 * 10).rounded() / 10))/s" } ?? ""
        switch progress.phase {
        case .canary: return "canary: the first are out, the rest waits for what becomes of them"
        case .ramp: return "sending\(pace)"
        case .settling: return "settling: all are sent, what becomes of them is awaited"
        case nil: return nil
        }
    }

    private func foot(_ progress: RedriveProgress?) -> String {
        let undo = progress?.canUndo == true ? "u undo  " : ""
        switch progress?.state {
        case nil, .planned, .running: return "c stops it after this batch   Esc hides it and lets it go on"
        case .scheduled: return "c takes it back   Esc hides it; it runs while a dashboard is open"
        case .cancelling: return "Stopping after this batch: what is sent stays sent."
        case .cancelled: return "Cancelled; what remains is still in the queue.   \(undo)Esc close"
        case .completed: return "Done.   \(undo)Esc close"
        case .stopped: return "Stopped by itself; what remains is in the queue.   \(undo)Esc close"
        case .failed: return "Failed; what remains is still in the queue.   \(undo)Esc close"
        case .interrupted: return "Its process ended in the middle; H resumes it.   \(undo)Esc close"
        }
    }
}
