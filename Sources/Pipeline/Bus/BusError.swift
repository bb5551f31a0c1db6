/// Why an event was not put on a bus (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html).
package struct BusError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case resourceNotFound = "ResourceNotFoundException"
        case validation = "ValidationException"
        case tooLarge = "EntrySizeExceeded"
        /// It breaks its contract; the service has no such code.
        case contract = "ContractViolation"
    }
    package var code: Code
    package var message: String
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
    package var description: String { "\(code.rawValue): \(message)" }
}
