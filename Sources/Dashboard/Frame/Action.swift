package import EventModel

/// What a key means. Screens answer an action they do not know with ``Reaction/ignored``; the frame then tries it.
package enum Action: Hashable, Sendable {
    // Moving
    case up, down, pageUp, pageDown, halfPageUp, halfPageDown, top, bottom
    case left, right, nextPane, previousPane
    case open
    /// Esc: one level back.
    case back
    /// `q`: back, or quit where there is nothing to go back to.
    case quit
    /// Quit, whatever is open.
    case leave
    case redraw

    // Places
    case go(Route)
    /// Sent by the frame to a page that a route leads to.
    case show(Route)
    case help, commands, lookUp
    /// `t`: the flow of this row.
    case openFlow
    /// The records of this row in the log.
    case openRecords

    // Filter and search
    case editFilter
    /// The filter as far as it is typed; nothing is kept.
    case previewFilter(String)
    /// The filter bar was closed without an answer.
    case dropPreview
    case applyFilter(String)
    case editSearch
    case applySearch(String)
    case nextMatch, previousMatch

    // Logs
    case pause, follow
    case nextError, previousError, nextWarning, previousWarning
    case nextOfFlow, previousOfFlow
    case toggleTimes
    /// Shows or hides records that carry nothing but metrics.
    case toggleMetrics
    /// More or fewer records around each match.
    case moreContext, lessContext
    /// The next stretch of time, or the previous, that has matches.
    case nextBurst, previousBurst

    // Lists and trees
    case cycleSort
    case fold, unfold, foldAll, unfoldAll
    case zoomIn, zoomOut, zoomReset
    /// Through a flow's past, event by event.
    case stepBack, stepForward, firstStep, lastStep
    /// Folds all that neither failed nor lies on the critical path.
    case foldUnimportant
    /// Leaves out what is shorter than a share of the flow: none, 0.1 %, 1 %, 5 %.
    case cycleLeast
    /// Sets a flow beside another.
    case compare
    /// Another flow was chosen, by its correlation id.
    case compareWith(String)
    case swap
    case mark, markAll

    // Dead letters
    case redrive, discard, confirm, cancelTask
    /// Changes a body, or sets a member of many.
    case edit
    /// Takes a task back.
    case undo
    /// Removes a whole queue.
    case purge
    /// Brings what is about to expire into the graveyard.
    case park
    /// Goes on with a task whose process ended.
    case resume
    /// The same, sending again what may have been sent already.
    case resendUncertain
    case history
    /// The next way to look at a body.
    case cycleView
    /// The messages that a plan would change.
    case viewChanges
    case nextMessage, previousMessage
    // Parts of a plan
    case editCanary, editRate, cycleOrder, editStopShare, editStart, editCap, cycleHeaders
    /// A dialog took this text as its answer.
    case answer(String)

    // The pipeline's parts
    /// Everything that is known of a part.
    case detail
    case publish
    /// Switches a rule on or off.
    case switchRule
    /// Pauses or resumes a consumer.
    case switchConsumer
    case injectFault, clearFault
    case startReplay
    /// Stops a replay or an execution.
    case stop
    /// A form took this as its answer, and it was confirmed.
    case perform(PipelineCommand)

    case copy, export

    /// It leads to a change of dead letters or of the pipeline, after a question.
    var changesSomething: Bool {
        switch self {
        case .redrive, .discard, .edit, .undo, .purge, .park, .resume: true
        case .publish, .switchRule, .switchConsumer, .injectFault, .clearFault, .startReplay, .stop, .perform: true
        case .show(.pipeline(let aim)): aim?.changesSomething ?? false
        default: false
        }
    }
}
