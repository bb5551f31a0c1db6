package import EventModel

/// An event breaks its contract: which, where and why.
package struct ContractViolation: Hashable, Sendable, CustomStringConvertible {
    /// `OrderCreated v1`.
    package var contract: String
    /// A JSON pointer into the event's data, `/items/0/sku`; `/` is the data itself.
    package var path: String
    /// A sentence without its subject: "must be a string, not 5".
    package var message: String
    package var mode: ContractDefinition.Mode

    /// `contract OrderCreated v1 at /items/0/sku: must be a string, not 5`.
    package var description: String { "contract \(contract) at \(path): \(message)" }

    /// The same without the value, so that events that break it in one way say the same.
    package var cause: String {
        let said = message.firstRange(of: ", not ").map { String(message[..<$0.lowerBound]) } ?? message
        return "contract \(contract) at \(path): \(said)"
    }

    /// As telemetry and dead letters name it.
    package var error: ErrorInfo { ErrorInfo(type: "ContractViolation", message: description) }
}
