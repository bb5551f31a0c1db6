package import EventModel

/// A broker set up for the conformance suite: one empty dead-letter queue, and two destinations.
package protocol DeadLetterBrokerFixture: Sendable {
    var broker: any DeadLetterBroker { get }
    /// The dead-letter queue.
    var queue: String { get }
    /// Where the dead letters came from.
    var source: DeadLetter.Destination { get }
    /// Another place that messages can be sent to, of the same kind.
    var other: DeadLetter.Destination { get }
    /// The broker's present instant.
    var now: Timestamp { get }

    /// Lets time pass for the broker.
    func advance(by duration: Duration) async throws
    /// Makes messages with these bodies die in ``queue``, the first one first and each at a later instant.
    func die(_ bodies: [[UInt8]]) async throws
    /// The bodies of what has been sent to a destination and waits there, in any order.
    func arrived(at destination: DeadLetter.Destination) async throws -> [[UInt8]]
    /// Lets a consumer receive everything that waits at a destination.
    func consume(at destination: DeadLetter.Destination, _ outcome: ConsumerOutcome) async throws
}

/// What a consumer does with the messages it has received.
package enum ConsumerOutcome: Sendable, CaseIterable {
    /// It is still at work on them.
    case working
    /// It has handled them with success.
    case completed
    /// It has failed, for good: they die in the fixture's dead-letter queue.
    case failed
}

/// What a broker did that the contract does not allow.
package struct ConformanceFailure: Error, Sendable, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
