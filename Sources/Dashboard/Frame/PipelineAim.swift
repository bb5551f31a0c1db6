/// What the Pipeline page is opened for, beside looking at it: a part to select, or an act that still asks before it is done.
package enum PipelineAim: Hashable, Sendable {
    case select(PipelinePart)
    case publish
    /// By the rule's name.
    case rule(String, isEnabled: Bool)
    /// By the consumer's id.
    case consumer(String, isPaused: Bool)
    /// By the function's name.
    case fault(String)
    case clearFault(String)
    /// By the archive's name.
    case replay(String)
    /// A replay by its name, or an execution by its id.
    case stop(String)

    /// It leads to a change.
    var changesSomething: Bool { if case .select = self { false } else { true } }
}
