import EventModel
import Pipeline

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One event that a function was handed: directly by a rule, by a topic, or as one of a batch of a queue, a stream or a table's changes.
struct EventRecord: Sendable {
    /// What an answer about one record of a batch names it by: a message's id, or a sequence number; nil if the function was invoked
    /// with the event itself.
    var messageID: String?
    /// The event in its EventBridge form; of a topic, a stream or a table what they carry: the message, the data, the change.
    var event: JSON
    /// The invocation as this record sees it.
    var context: any FunctionContext
    /// Whether an operator returned the message from a dead-letter queue.
    var redriven = false
    /// What a topic's message is about.
    var subject: String?

    var id: String { event["id"]?.string ?? messageID ?? context.requestID }
    var type: String { event["detail-type"]?.string ?? subject ?? event["eventName"]?.string ?? "Message" }
    var detail: JSON { event["detail"] ?? [:] }

    /// The item as a change has it, plain; nil where the change has none.
    func image(_ name: String) -> JSON? { event["dynamodb"]?[name].map { AttributeValue.item($0) } }

    /// Reads a payload: an event, or `{"Records": […]}` as queues, topics, streams and tables hand them over
    /// (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event,
    /// https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html, https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html,
    /// https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html).
    ///
    /// - Throws: ``ErrorInfo`` `InvalidPayload` that names the record at fault.
    static func read(_ payload: JSON, _ context: any FunctionContext) throws -> [EventRecord] {
        guard let records = payload["Records"]?.array else { return [EventRecord(event: payload, context: context)] }
        return try records.enumerated().map { index, record in
            let context = context.record(index)
            func parse(_ text: String, _ what: String) throws -> JSON {
                do {
                    return try JSON(parsing: text)
                } catch {
                    throw failure("InvalidPayload", "\(what) of Records[\(index)] is \(error)")
                }
            }
            if let body = record["body"]?.string {
                var its = EventRecord(event: try parse(body, "the body"), context: context)
                its.messageID = record["messageId"]?.string
                its.redriven = record["messageAttributes"]?["tailrace.redrive"] != nil
                // A topic's envelope around the message, unless its subscription delivers raw.
                if its.event["Type"] == "Notification", let message = its.event["Message"]?.string {
                    its.subject = its.event["Subject"]?.string
                    its.event = try parse(message, "the topic's message in the body")
                }
                return its
            }
            if let sns = record["Sns"], let message = sns["Message"]?.string {
                return EventRecord(
                    messageID: sns["MessageId"]?.string,
                    event: try parse(message, "the message"),
                    context: context,
                    subject: sns["Subject"]?.string
                )
            }
            if let change = record["dynamodb"] {
                return EventRecord(messageID: change["SequenceNumber"]?.string, event: record, context: context)
            }
            if let entry = record["kinesis"] {
                guard let data = entry["data"]?.string.flatMap({ Data(base64Encoded: $0) }) else {
                    throw failure("InvalidPayload", "the data of Records[\(index)] is no base64")
                }
                return EventRecord(
                    messageID: entry["sequenceNumber"]?.string,
                    event: try parse(String(decoding: data, as: UTF8.self), "the data"),
                    context: context
                )
            }
            throw failure("InvalidPayload", "Records[\(index)] has no body")
        }
    }
}
