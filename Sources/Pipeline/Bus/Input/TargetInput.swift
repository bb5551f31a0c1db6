package import EventModel

/// What a target gets of an event
/// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html).
package enum TargetInput: Hashable, Sendable {
    /// The event as it is.
    case event
    /// The part at a path (`InputPath`).
    case path(InputPath)
    /// The same for every event (`Input`).
    case constant(JSON)
    case transformer(InputTransformer)

    /// The text that the target gets of an event, which is given as its text.
    ///
    /// - Throws: ``TargetInputError`` where the event has nothing at the path, or a value does not fit into the template.
    package func text(of event: String, _ context: InputTransformer.Context) throws(TargetInputError) -> String {
        switch self {
        case .event: return event
        case .constant(let value): return value.description
        case .path(let path):
            guard let value = path.value(in: JSON(column: event)) else {
                throw TargetInputError(place: "InputPath", reason: "\(path) leads to nothing in this event")
            }
            return value.description
        case .transformer(let transformer): return try transformer.text(for: JSON(column: event), context)
        }
    }
}
