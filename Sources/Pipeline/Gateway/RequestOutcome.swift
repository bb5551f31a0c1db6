import EventModel

/// What became of a function that was invoked for a request.
enum RequestOutcome: Sendable {
    case answered(JSON)
    /// The function's own error.
    case failed(ErrorInfo)
    /// It, or the gateway's patience, has come to its end.
    case timedOut
    /// It already runs as often as it may.
    case throttled
    /// Not the function's fault, and worth another try.
    case unavailable(ErrorInfo)
    /// The request, as the function would get it, is larger than what functions get.
    case tooLarge(Int)
}

extension GatewayAnswer {
    /// The answer to a request, and why it is a failure. What a function's error says is for telemetry, and not for the client.
    static func answer(_ outcome: RequestOutcome) -> (answer: GatewayAnswer, error: ErrorInfo?) {
        switch outcome {
        case .answered(let result):
            do throws(Malformed) {
                return (try GatewayAnswer(function: result), nil)
            } catch {
                return (
                    .refusal(502), ErrorInfo(type: "MalformedAnswer", message: "the function's answer \(error.reason)")
                )
            }
        case .failed(let error): return (.refusal(502), error)
        case .timedOut:
            return (.refusal(504), ErrorInfo(type: "GatewayTimeout", message: "the function did not answer in time"))
        case .throttled:
            let error = ErrorInfo(type: "FunctionThrottled", message: "the function already runs as often as it may")
            return (.refusal(503, retryAfter: .seconds(1)), error)
        case .unavailable(let error): return (.refusal(503, retryAfter: .seconds(1)), error)
        case .tooLarge(let size):
            let limit = RouteDefinition.payloadLimit
            let error = ErrorInfo(type: "PayloadTooLarge", message: "\(size) bytes as an event; the limit is \(limit)")
            return (.refusal(413), error)
        }
    }
}
