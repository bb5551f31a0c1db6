/// Why an archive or a replay was refused (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html).
package typealias ReplayError = ServiceError<ReplayErrorCode>

/// See ``ReplayError``.
package enum ReplayErrorCode: String, Sendable {
    case resourceNotFound = "ResourceNotFoundException"
    case alreadyExists = "ResourceAlreadyExistsException"
    case validation = "ValidationException"
    case invalidPattern = "InvalidEventPatternException"
    case limitExceeded = "LimitExceededException"
    case illegalStatus = "IllegalStatusException"
}
