package import Pipeline

extension FlowEntrance {
    /// The doors of the bundled pipeline.
    package init(_ pipeline: Pipeline) {
        self.init { event, flow in
            try await pipeline.publish(event, flow: flow)
        } put: { bytes, key, bucket, correlationID, flow in
            try await pipeline.put(bytes, key: key, in: bucket, correlationID: correlationID, flow: flow)
        }
    }
}
