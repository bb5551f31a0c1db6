import EventModel
import Pipeline

/// One event that a function was handed: directly by a rule, or as one message of a queue's batch.
struct EventRecord: Sendable {
    /// The message's id; nil if the function was invoked with the event itself.
    var messageID: String?
    /// The event in its EventBridge form.
    var event: JSON
    /// The invocation as this record sees it.
    var context: any FunctionContext
    /// Whether an operator returned the message from a dead-letter queue.
    var redriven: Bool

    var id: String { event["id"]?.string ?? context.requestID }
    var type: String { event["detail-type"]?.string ?? "" }
    var detail: JSON { event["detail"] ?? [:] }

    /// Reads a payload: an event, or `{"Records": [{"messageId", "body", …}]}`
    /// (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event).
    ///
    /// - Throws: ``ErrorInfo`` `InvalidPayload` that names the record at fault.
    static func read(_ payload: JSON, _ context: any FunctionContext) throws -> [EventRecord] {
        guard let records = payload["Records"]?.array else {
            return [EventRecord(messageID: nil, event: payload, context: context, redriven: false)]
        }
        return try records.enumerated().map { index, record in
            guard let body = record["body"]?.string else {
                throw failure("InvalidPayload", "Records[\(index)] has no body")
            }
            let event: JSON
            do {
                event = try JSON(parsing: body)
            } catch {
                throw failure("InvalidPayload", "the body of Records[\(index)] is \(error)")
            }
            return EventRecord(
                messageID: record["messageId"]?.string,
                event: event,
                context: context.record(index),
                redriven: record["messageAttributes"]?["tailrace.redrive"] != nil
            )
        }
    }
}
