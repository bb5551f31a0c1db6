/// What a handler can do to the parts of the pipeline, by the service's names for it
/// (https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html).
package enum AccessAction: String, Hashable, Sendable, CaseIterable {
    /// Resource: the bus.
    case putEvents = "events:PutEvents"
    /// The topic.
    case publish = "sns:Publish"
    /// The stream.
    case putRecord = "kinesis:PutRecord"
    /// The table.
    case getItem = "dynamodb:GetItem"
    case putItem = "dynamodb:PutItem"
    case deleteItem = "dynamodb:DeleteItem"
    /// `BUCKET/KEY`.
    case getObject = "s3:GetObject"
    case putObject = "s3:PutObject"
    case deleteObject = "s3:DeleteObject"
    /// The state machine.
    case startExecution = "states:StartExecution"
    /// `TYPE/ID` of an aggregate; the service has no event store.
    case readStream = "eventstore:ReadStream"
    case appendToStream = "eventstore:AppendToStream"
}
