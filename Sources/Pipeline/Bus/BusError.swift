/// Why an event was not put on a bus (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html).
package typealias BusError = ServiceError<BusErrorCode>

/// See ``BusError``.
package enum BusErrorCode: String, Sendable {
    case resourceNotFound = "ResourceNotFoundException"
    case validation = "ValidationException"
    case tooLarge = "EntrySizeExceeded"
    /// It breaks its contract; the service has no such code.
    case contract = "ContractViolation"
}
