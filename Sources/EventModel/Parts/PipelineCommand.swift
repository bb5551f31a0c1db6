/// What an operator can do to a running pipeline, as data: screens make it, the wiring performs it.
package enum PipelineCommand: Hashable, Sendable {
    /// Puts an event on a bus, as a flow of its own.
    case publish(bus: String, source: String, type: String, data: JSON)
    /// Switches a rule on or off; what was published before is delivered all the same.
    case setRule(String, isEnabled: Bool)
    /// A consumer (``PipelineParts/Consumer/id``) that is paused takes nothing more; what it holds it finishes.
    case setConsumer(String, isPaused: Bool)
    /// Makes a function fail from now on, until the fault is cleared.
    case injectFault(FaultInjection)
    /// By the function's name.
    case clearFault(String)
    case startReplay(ReplayRequest)
    /// By the replay's name.
    case stopReplay(String)
    /// Starts a failed execution again at the state that failed, by its id.
    case redriveExecution(String)
    case stopExecution(String)
}
