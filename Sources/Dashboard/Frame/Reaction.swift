/// What a screen answers to an action or a key.
package enum Reaction: Sendable {
    /// Not mine: the frame may try.
    case ignored
    case handled([Effect] = [])
    /// Opens a screen or an overlay on top.
    case push(any Screen)
    /// Goes somewhere.
    case go(Route)
    /// Closes this layer.
    case pop([Effect] = [])
    /// Stays, and gives the layer below an action: a filter bar's preview.
    case tell(Action)
    /// Closes this layer and gives the layer below an action, as if it had been asked for there: a dialog's answer, a
    /// command that was chosen.
    case answer(Action)
    /// Closes this layer and opens another in its place.
    case replace(any Screen, [Effect] = [])
}
