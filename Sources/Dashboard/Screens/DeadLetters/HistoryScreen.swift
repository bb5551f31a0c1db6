import DeadLetters
import EventModel
import TerminalUI

/// What was done to dead letters: every task with its outcome, newest first, and the audit log with whether its chain holds. From
/// here tasks are looked at, undone, and resumed.
package struct HistoryScreen: Screen {
    package enum Pane: Hashable, Sendable { case tasks, audit }

    private(set) var pane = Pane.tasks
    var place = ListPlace()
    /// First line of the audit log that shows, from the newest.
    var top = 0
    private var errand = Errand()

    package init() {}

    package var title: String { "History" }

    package var keymap: Keymap {
        Keymap([
            Binding(.enter, .open, "outcome", footer: true),
            Binding("u", .undo, "undo\u{2026}", footer: true),
            Binding("R", .resume, "resume\u{2026}", footer: true),
            Binding("S", .resendUncertain, "send the uncertain again\u{2026}"),
            Binding("c", .cancelTask, "stop", footer: true),
            Binding([.tab, .backTab, .left, .right], .nextPane, "tasks, audit log", footer: true),
            Binding("y", .copy, "copy task id"),
            Binding("H", .back, "back"),
        ]) + .moving
    }

    package var interest: Interest {
        var interest = Interest()
        interest.audit = true
        return interest
    }

    /// Newest first.
    func tasks(_ snapshot: Snapshot) -> [RedriveProgress] { snapshot.tasks.reversed() }

    func view(_ tasks: [RedriveProgress], _ area: Rect) -> ListPlace.View {
        place.view(count: tasks.count, height: HistoryLayout(area, tasks.count).tasks.height) { id in
            tasks.firstIndex { $0.id == id }
        }
    }

    package mutating func settle(_ snapshot: Snapshot) {
        let tasks = tasks(snapshot)
        place.settle(in: view(tasks, snapshot.body)) { tasks[$0].id }
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        let tasks = tasks(snapshot)
        let view = view(tasks, snapshot.body)
        if pane == .audit {
            let height = HistoryLayout(snapshot.body, tasks.count).audit.height
            let count = snapshot.deadLetters.audit?.entries.count ?? 0
            let list = ListPlace.View(selected: top, offset: top, count: count, height: height)
            if let target = ListPlace.target(action, in: list) {
                top = max(0, min(target, count - height))
                return .handled()
            }
        } else if let target = ListPlace.target(action, in: view) {
            place.select(target, id: { tasks[$0].id }, in: view)
            return .handled()
        }
        let task = tasks.isEmpty ? nil : tasks[view.selected]
        switch action {
        case .nextPane: pane = pane == .tasks ? .audit : .tasks
        case .back where pane == .audit: pane = .tasks
        case .back: return .pop()
        case .open: return task.map { .push(TaskOverlay(following: $0)) } ?? .handled()
        case .copy: return task.map { .handled([.copy($0.id)]) } ?? .handled()
        case .undo:
            guard let task else { break }
            guard task.canUndo else { return tell("nothing of this task can be taken back") }
            return errand.undo(task)
        case .resume:
            guard let task else { break }
            guard task.canResume else { return tell("this task has nothing left to go on with") }
            return .push(ConfirmOverlay(resuming: task))
        case .resendUncertain:
            guard let task else { break }
            guard task.canResendUncertain else { return tell("nothing of this task is uncertain") }
            return .push(ConfirmOverlay(resuming: task, resendsUncertain: true))
        case .cancelTask:
            guard let task, task.state.isRunning else { return tell("this task does not run") }
            return .handled([.cancel(task: task.id)])
        default: return .ignored
        }
        return .handled()
    }

    private func tell(_ text: String) -> Reaction { .handled([.notice(Notice(.information, text))]) }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        errand.receive(answer, snapshot) ?? .ignored
    }
}
