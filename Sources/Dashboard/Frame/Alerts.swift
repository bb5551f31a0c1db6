import DeadLetters
import EventModel
import TerminalUI

/// What is to be said once, wherever the operator is: tasks whose process ended in the middle, and messages about to be lost.
struct Alerts: Sendable {
    private var interrupted: Set<String> = []
    private var expiring: Set<String> = []

    /// The next thing to say; nil if all has been said.
    mutating func next(_ snapshot: Snapshot) -> Notice? {
        for task in snapshot.tasks where task.wasInterrupted(snapshot.now) && interrupted.insert(task.id).inserted {
            let share = "\(Figures.count(task.sent)) of \(Figures.count(task.selected))"
            let words = "\(task.kind.verb) of \(task.queue) interrupted at \(share)"
            return Notice(.warning, "\(words); H resumes it")
        }
        // What has been saved in the meantime is said again if there is more.
        expiring.formIntersection(snapshot.deadLetters.expiring.keys)
        for (queue, soon) in snapshot.deadLetters.expiring.sorted(by: { $0.key < $1.key })
        where expiring.insert(queue).inserted {
            let left = Figures.age(max(.zero, soon.first - snapshot.now))
            let words = "\(queue): \(soon.figure) \(soon.verb) in \(left)"
            let remedy = "P on page 1 or 4 parks \(soon.count == 1 ? "it" : "them")"
            return Notice(.warning, snapshot.deadLetters.isReadOnly ? words : "\(words); \(remedy)")
        }
        return nil
    }
}
