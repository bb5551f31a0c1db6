/// Why a queue refused, in the service's words
/// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html).
package typealias QueueError = ServiceError<QueueErrorCode>

/// See ``QueueError``.
package enum QueueErrorCode: String, Sendable {
    case nonExistentQueue = "AWS.SimpleQueueService.NonExistentQueue"
    case invalidParameterValue = "InvalidParameterValue"
    case missingParameter = "MissingParameter"
    case invalidMessageContents = "InvalidMessageContents"
    case emptyBatchRequest = "AWS.SimpleQueueService.EmptyBatchRequest"
    case tooManyEntriesInBatchRequest = "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"
    case batchRequestTooLong = "AWS.SimpleQueueService.BatchRequestTooLong"
    case receiptHandleIsInvalid = "ReceiptHandleIsInvalid"
    case messageNotInflight = "AWS.SimpleQueueService.MessageNotInflight"
    case overLimit = "OverLimit"
    case purgeInProgress = "AWS.SimpleQueueService.PurgeQueueInProgress"
    case resourceNotFound = "ResourceNotFoundException"
}
