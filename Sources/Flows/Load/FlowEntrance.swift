package import EventModel

/// Where flows are started: the doors of a pipeline. What goes through one is acknowledged, so durable, when the call returns.
package struct FlowEntrance: Sendable {
    /// Publishes an event as the first of a flow.
    package var publish: @Sendable (_ event: Event, _ flow: String) async throws -> Void
    /// Stores an object as the start of a flow.
    package var put:
        @Sendable (_ bytes: [UInt8], _ key: String, _ bucket: String, _ correlationID: String, _ flow: String)
            async throws -> Void
    /// Invokes a function, which begins the flow, and waits for its answer.
    package var invoke:
        @Sendable (_ function: String, _ payload: JSON, _ correlationID: String, _ flow: String) async throws -> Void

    package init(
        publish: @escaping @Sendable (_ event: Event, _ flow: String) async throws -> Void,
        put:
            @escaping @Sendable (
                _ bytes: [UInt8], _ key: String, _ bucket: String, _ correlationID: String, _ flow: String
            ) async throws
            -> Void,
        invoke:
            @escaping @Sendable (
                _ function: String, _ payload: JSON, _ correlationID: String, _ flow: String
            ) async throws -> Void
    ) {
        self.publish = publish
        self.put = put
        self.invoke = invoke
    }

    /// Starts one planned flow.
    func start(_ start: LoadPlan.Start, at now: Timestamp) async throws {
        switch start.stimulus {
        case .event(let source, let type, let subject, let data):
            let event = Event(
                id: start.eventID,
                source: source,
                type: type,
                time: now,
                subject: subject,
                data: data,
                correlationID: start.correlationID
            )
            try await publish(event, start.flow)
        case .object(let bytes, let key, let bucket):
            try await put(bytes, key, bucket, start.correlationID, start.flow)
        case .invocation(let function, let payload):
            try await invoke(function, payload, start.correlationID, start.flow)
        }
    }
}
