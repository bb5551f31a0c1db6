import EventModel
import Pipeline

extension Flow {
    /// Multi-cloud shapes: one consumer takes the same order in three clouds' envelopes. Wired in `Resources/Flows/multicloud.yaml`.
    static func multicloud(_ settings: FlowSettings) -> Flow {
        bundled(.multicloud, settings) { index, fate, random in
            let id = "mc-\(index + 1)-\(random.hex(6))"
            let order: JSON = [
                "order_id": .string(id), "amount": .int(random.whole(5...5_000)),
                "token": .string(SandboxToken.planned(fate, &random)),
            ]
            let envelope = Envelope.Cloud.allCases[index % Envelope.Cloud.allCases.count]
            return .event(
                source: "gateway.\(envelope.rawValue)",
                type: "EnvelopeReceived",
                subject: id,
                data: envelope.wrap(order, id: id)
            )
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `multicloud`.
    static func multicloudHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let intake = EnvelopeHandler(service: Service(name: "intake", settings: settings))
        return ["envelope-intake": intake.service.handler(intake.handle)]
    }
}
