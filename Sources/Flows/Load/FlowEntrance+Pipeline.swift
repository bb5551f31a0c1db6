import EventModel
package import Pipeline

extension FlowEntrance {
    /// The doors of the bundled pipeline.
    package init(_ pipeline: Pipeline) {
        self.init { event, flow in
            try await pipeline.publish(event, flow: flow)
        } put: { bytes, key, bucket, correlationID, flow in
            try await pipeline.put(bytes, key: key, in: bucket, correlationID: correlationID, flow: flow)
        } invoke: { function, payload, correlationID, flow in
            while true {
                do {
                    let answer = try await pipeline.invoke(function, payload, correlationID: correlationID, flow: flow)
                    // An answer to HTTP may be a refusal.
                    if let status = answer["statusCode"]?.integer, status >= 400 {
                        throw ErrorInfo(type: "HTTP\(status)", message: answer["body"]?.string ?? "")
                    }
                    return
                } catch let error as ErrorInfo where error.type == "TooManyRequestsException" {
                    // As a client does that is asked to come again.
                    try await pipeline.settings.clock.sleep(until: pipeline.settings.clock.now() + .milliseconds(5))
                }
            }
        }
    }
}
