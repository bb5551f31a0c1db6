package import EventModel

/// Why a target did not take an event
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html).
package struct DeliveryFailure: Error, Hashable, Sendable {
    /// `NO_RESOURCE`, `NO_PERMISSIONS`, `THROTTLING`, `TIMEOUT`, ...
    package var code: String
    package var message: String
    /// Whether another attempt can help.
    package var isRetriable: Bool
    package init(_ code: String, _ message: String, isRetriable: Bool) {
        self.code = code
        self.message = message
        self.isRetriable = isRetriable
    }
}

/// An attempt to deliver an event to a target, as a ``PipelineSettings/deliveryFault`` sees it.
package struct DeliveryAttempt: Sendable {
    /// `RULE/TARGET`.
    package var target: String
    package var eventType: String
    package var correlationID: String
    /// Counts from 1.
    package var attempt: Int
    package var at: Timestamp
}
