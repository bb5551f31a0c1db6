package import DeadLetters
package import EventModel

/// What a key asks of the world outside the screens, as data; ``DashboardLoop`` performs it and hands back an ``Answer``.
package enum Effect: Hashable, Sendable {
    case quit
    /// Writes every cell again, whatever the terminal may show.
    case redraw
    /// To the clipboard, by OSC 52.
    case copy(String)
    /// Looks for the next record; answered by ``Answer/found``.
    case find(FindRequest)
    /// Writes the records that match to a new file; answered by a notice.
    case export(query: String)
    /// Freezes a selection; answered by ``Answer/planned``.
    case plan(PlanRequest)
    /// Works out what a plan would change in its messages; answered by ``Answer/changes``.
    case changes(RedrivePlan)
    /// Runs a plan; answered by ``Answer/progress``.
    case redrive(RedrivePlan)
    /// Takes messages out of their queue, into the graveyard; answered by ``Answer/progress``.
    case discard(queue: String, ids: [String], kind: RedriveProgress.Kind)
    /// Takes every message out of a queue that has so many; answered by ``Answer/progress``.
    case purge(queue: String, depth: Int)
    /// Asks what became of a task's messages; answered by ``Answer/outcome``.
    case outcome(RedriveProgress)
    /// Puts back what a task has taken away; answered by ``Answer/progress``.
    case undo(RedriveProgress)
    /// Goes on with a task that was interrupted, and sends what may have been sent already again if that is asked for; answered by
    /// ``Answer/progress``.
    case resume(RedriveProgress, resendsUncertain: Bool = false)
    /// Lets the operator edit a body in an editor of their own; answered by ``Answer/edited``.
    case edit(EditRequest)
    /// Stops a task between two batches, in whichever process it runs, or takes a scheduled one back.
    case cancel(task: String)
    /// Does something to the pipeline's parts; answered by ``Answer/performed`` or ``Answer/refusedCommand``.
    case perform(PipelineCommand)
    /// Shows a line above the footer for some seconds.
    case notice(Notice)
}

/// The next record, from one of them on, that matches every query.
package struct FindRequest: Hashable, Sendable {
    package enum Direction: Hashable, Sendable { case forward, backward }
    package var queries: [String]
    /// Not itself a candidate.
    package var from: Int
    package var direction: Direction
    /// What is looked for, for the notice when there is none: `error`, `record of this flow`.
    package var what: String
    package init(queries: [String], from: Int, direction: Direction, what: String) {
        self.queries = queries
        self.from = from
        self.direction = direction
        self.what = what
    }
}

/// A line that tells what became of something, shown above the footer for some seconds.
package struct Notice: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case information, success, warning, error }
    package var kind: Kind
    package var text: String
    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}
