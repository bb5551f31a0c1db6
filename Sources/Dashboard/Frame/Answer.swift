package import DeadLetters
package import EventModel

/// What became of an effect; every layer hears it, the top one first.
package enum Answer: Hashable, Sendable {
    /// The record found, or nil.
    case found(FindRequest, Int?)
    case planned(PlanRequest, RedrivePlan)
    /// The plan could not be made, and why.
    case refused(PlanRequest, String)
    /// What a plan of this id would change, in the messages that it would change or that would break.
    case changes(plan: String, [MessageChange])
    /// What it would change could not be told, and why.
    case noChanges(plan: String, String)
    /// The body as the editor has left it; nil where nothing is to be done with it.
    case edited(EditRequest, [UInt8]?)
    /// What has become of a task's messages by now.
    case outcome(RedriveProgress)
    /// A task on dead letters has moved on; its last report has a state that is final.
    case progress(RedriveProgress)
    /// What was done to the pipeline, in a sentence.
    case performed(PipelineCommand, String)
    /// It was not done, and why.
    case refusedCommand(PipelineCommand, String)
    case notice(Notice)
}
