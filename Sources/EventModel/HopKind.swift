/// What one step of a flow is. Our own telemetry lines say it in `hop`; records of other systems get `span` or `log`.
package enum HopKind: String, CaseIterable, Hashable, Sendable {
    case publish, deliver, invoke, queue, state, deadletter, redrive, span, log
}
