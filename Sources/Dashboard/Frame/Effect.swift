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
    /// Runs a plan; answered by ``Answer/progress``.
    case redrive(RedrivePlan)
    /// Removes messages for good; answered by ``Answer/progress``.
    case discard(queue: String, ids: [String])
    /// Stops a running task between two batches.
    case cancel(task: String)
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

/// A selection to plan a redrive of.
package struct PlanRequest: Hashable, Sendable {
    package enum Selection: Hashable, Sendable {
        case all
        case ids([String])
        case group(String)
        /// A query of dead letters, read as records.
        case query(String)
    }
    package var queue: String
    package var selection: Selection
    /// Nil: back to where each came from.
    package var destination: DeadLetter.Destination?
    /// Messages a second; nil: as fast as the broker goes.
    package var rate: Double?
    package init(
        queue: String,
        selection: Selection,
        destination: DeadLetter.Destination? = nil,
        rate: Double? = nil
    ) {
        self.queue = queue
        self.selection = selection
        self.destination = destination
        self.rate = rate
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

/// What became of an effect; every layer hears it, the top one first.
package enum Answer: Hashable, Sendable {
    /// The record found, or nil.
    case found(FindRequest, Int?)
    case planned(PlanRequest, RedrivePlan)
    /// The plan could not be made, and why.
    case refused(PlanRequest, String)
    /// A redrive or a discard has moved on; its last report has a state that is final.
    case progress(RedriveProgress)
    case notice(Notice)
}
