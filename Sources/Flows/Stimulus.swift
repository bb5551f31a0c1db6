package import EventModel

/// What starts one flow.
package enum Stimulus: Sendable {
    /// An event to publish.
    case event(source: String, type: String, subject: String?, data: JSON)
    /// An object to store; its bucket announces it.
    case object(bytes: [UInt8], key: String, bucket: String)
    /// A function to invoke as a client of the gateway would, and what it gets.
    case invocation(function: String, payload: JSON)
}
