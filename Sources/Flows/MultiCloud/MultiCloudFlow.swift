import EventModel

extension Flow {
    /// Multi-cloud shapes: one consumer for the envelopes of EventBridge, Event Grid and Pub/Sub. Wired in
    /// `Resources/Flows/multicloud.yaml`.
    static func multicloud(_ settings: FlowSettings) -> Flow {
        bundled(.multicloud, settings, stimulus: ScanPlan.stimulus)
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `multicloud`.
    static func multicloudHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let tracker = ParcelHandler(service: Service(name: "parcel-tracker", settings: settings))
        return ["parcel-tracker": tracker.service.handler(tracker.handle)]
    }
}
