import DeadLetters
import EventModel
import TerminalUI

/// Questions about whole tasks and whole queues.
extension ConfirmOverlay {
    /// Before a task is taken back: how much of it can be, and what stays.
    init(undoing task: RedriveProgress, _ snapshot: Snapshot) {
        let ended = task.completed + task.diedAgain
        let left = max(0, task.sent - ended)
        var lines: [String] = []
        if let started = task.started {
            lines.append("\(task.share), started \(Figures.age(snapshot.now - started)) ago")
        }
        if task.kind == .redrive {
            lines.append("\(Figures.count(left)) of them may be taken back and put where they died.")
            let gone = "\(Figures.count(task.completed)) completed, \(Figures.count(task.diedAgain)) died again"
            lines.append(
                ended > 0 ? "\(gone): those stay as they are." : "Those that are consumed meanwhile stay as they are."
            )
        } else {
            lines.append("All of them are put back, as far as the graveyard still has them.")
        }
        let count = task.kind == .redrive ? left : task.sent
        self.init(
            title: "Undo \(task.kind.verb) of \(Figures.count(task.sent)) from \(task.queue)",
            lines: lines,
            verb: "undo",
            count: max(1, count),
            effects: [.undo(task)],
            next: TaskOverlay(.undo, count, task.queue, known: Set(snapshot.tasks.map(\.id)))
        )
    }

    /// Before a queue is emptied.
    init(purging queue: DeadLetterQueue, _ snapshot: Snapshot) {
        let all = queue.depth == 1 ? "The one message" : "All \(Figures.count(queue.depth)) messages"
        self.init(
            title: "Purge the whole queue \(queue.name)",
            lines: [
                "\(all) are taken out, quarantined ones too; nothing is sent.",
                "The graveyard keeps them for a while; u brings them back from there.",
            ],
            verb: "purge",
            count: queue.depth,
            effects: [.purge(queue: queue.name, depth: queue.depth)],
            next: TaskOverlay(.purge, queue.depth, queue.name, known: Set(snapshot.tasks.map(\.id)))
        )
    }

    /// Before a task goes on where it was.
    ///
    /// - Parameter resendsUncertain: what may have been sent already goes again.
    init(resuming task: RedriveProgress, resendsUncertain: Bool = false) {
        let left = task.remaining + task.held
        var lines = ["\(task.share) before it ended; \(Figures.count(left)) are left in the queue."]
        let uncertain = Figures.count(task.uncertain)
        if resendsUncertain {
            lines.append("\(uncertain) more may have been sent already: they go again, with the same key,")
            lines.append("and arrive twice where nobody looks at it.")
        } else if task.uncertain > 0 {
            lines.append("\(uncertain) may have been sent already: they stay where they are. (S sends them again.)")
        }
        lines.append("It goes on with the same plan. Leaving it alone loses nothing.")
        self.init(
            title: "Resume the \(task.kind.verb) of \(task.queue)",
            lines: lines,
            verb: resendsUncertain ? "send again" : "resume",
            count: left + (resendsUncertain ? task.uncertain : 0),
            effects: [.resume(task, resendsUncertain: resendsUncertain)],
            next: TaskOverlay(following: task)
        )
    }
}
