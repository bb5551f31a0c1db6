import DeadLetters
import EventModel
import TerminalUI

/// A task in the shape of `dlq plan` and `dlq redrive`, which all commands that run one print.
struct TaskReport {
    var progress: RedriveProgress
    var plan: RedrivePlan?

    init(_ progress: RedriveProgress, plan: RedrivePlan? = nil) {
        self.progress = progress
        self.plan = plan
    }

    /// A plan of which nothing has been done.
    init(_ plan: RedrivePlan) {
        self.init(
            RedriveProgress(
                id: plan.id,
                queue: plan.queue,
                selected: plan.ids.count,
                state: .planned,
                started: plan.frozen
            ),
            plan: plan
        )
    }

    var json: JSON.Object {
        let destinations = (plan?.destinations ?? [:]).map { ($0.key.description, $0.value) }.sorted { $0.0 < $1.0 }
        var members: [(String, JSON)] = [
            ("task", .string(progress.id)),
            ("kind", .string(progress.kind.rawValue)),
            ("queue", .string(progress.queue)),
            ("destination", .object(JSON.Object(destinations.map { JSON.Member($0.0, .int($0.1)) }))),
            ("selected", .int(progress.selected)),
            ("sent", .int(progress.sent)),
            ("failed", .int(progress.failed)),
            ("skipped", .int(progress.skipped)),
            ("uncertain", .int(progress.uncertain)),
            ("held", .int(progress.held)),
            ("remaining", .int(progress.remaining)),
            ("completed", .int(progress.completed)),
            ("died_again", .int(progress.diedAgain)),
            ("unsettled", .int(progress.kind == .redrive ? progress.unsettled : 0)),
            ("state", .string(progress.state.rawValue)),
            ("phase", progress.phase.map { .string($0.rawValue) } ?? .null),
            ("actor", .string(progress.actor)),
            ("started", progress.started.json),
            ("warnings", .array(((plan?.warnings ?? []) + progress.notes).map(JSON.string))),
        ]
        if let plan {
            members += [
                ("quarantined", .int(plan.quarantined)), ("edited", .int(plan.edited)), ("bytes", .int(plan.bytes)),
                ("headers", .string(plan.options.headers.rawValue)), ("largest", .int(plan.largest)),
                ("expires", plan.expires.json),
                (
                    "groups",
                    .array(
                        plan.groups.map {
                            [
                                "fingerprint": .string($0.fingerprint), "error": .string($0.error),
                                "count": .int($0.count),
                            ]
                        }
                    )
                ),
            ]
        }
        return JSON.Object(members.map { JSON.Member($0.0, $0.1) })
    }

    /// `128 redriven, 3 failed, 12 left  (cancelled, task …)`
    var line: String {
        var line = "\(Figures.count(progress.sent)) \(progress.kind.done)"
        for (count, word) in [
            (progress.failed, "failed"), (progress.skipped, "skipped"), (progress.uncertain, "uncertain"),
            (progress.held, "held"), (progress.remaining, "left"),
        ]
        where count > 0 {
            line += ", \(Figures.count(count)) \(word)"
        }
        if progress.kind == .redrive, progress.completed + progress.diedAgain > 0 {
            line +=
                "; of these \(Figures.count(progress.completed)) completed, \(Figures.count(progress.diedAgain)) died again"
            if progress.unsettled > 0 { line += ", \(Figures.count(progress.unsettled)) not ended" }
        }
        return "\(line)  (\(progress.state.rawValue), task \(visible(progress.id)))"
    }

    /// The same while it runs, short.
    var meter: String {
        var text = "\(Figures.count(progress.sent)) of \(Figures.count(progress.selected)) \(progress.kind.done)"
        if let phase = progress.phase { text += ", \(phase.rawValue)" }
        if let rate = progress.rate { text += " \(Figures.decimal(rate))/s" }
        if progress.completed + progress.diedAgain > 0 {
            text += ", \(Figures.count(progress.completed)) completed, \(Figures.count(progress.diedAgain)) died again"
        }
        return text
    }

    /// Prints what became of the task, and fails unless all of it was done.
    func finish(_ format: FormatOptions) throws {
        if format.output == .json {
            Output.print(JSON.object(json).description)
        } else {
            Output.print(line)
            for note in progress.notes { Output.print("  ! \(visible(note))") }
            if let hint { Output.print(hint) }
        }
        switch progress.state {
        case .cancelled, .cancelling: throw Failure(status: .interrupted, message: "")
        case .scheduled: break
        default: if progress.sent < progress.selected || progress.state != .completed { throw Failure.notFound("") }
        }
    }

    /// What can be done next.
    private var hint: String? {
        let task = visible(progress.id)
        switch progress.state {
        case .scheduled:
            return
                "  runs while the dashboard or `tailrace dlq attend` is open; `tailrace dlq cancel \(task)` takes it back"
        case .cancelled, .stopped, .failed:
            return progress.remaining > 0 ? "  `tailrace dlq resume \(task)` goes on with the rest" : nil
        case .completed where progress.uncertain > 0:
            return "  `tailrace dlq resume \(task) --resend-uncertain` sends again what may have been sent already"
        case _ where progress.sent > 0 && progress.kind != .undo:
            return "  `tailrace dlq undo \(task)` brings back what nobody has handled"
        default: return nil
        }
    }
}

extension RedriveProgress.Kind {
    var done: String {
        switch self {
        case .redrive: "redriven"
        case .discard: "deleted"
        case .purge: "purged"
        case .park: "parked"
        case .undo: "restored"
        }
    }
}
