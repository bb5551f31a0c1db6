import EventModel

extension Flow {
    /// Batching: readings of meters go through a queue to a function that answers with `batchItemFailures`. Wired in
    /// `Resources/Flows/batching.yaml`.
    static func batching(_ settings: FlowSettings) -> Flow {
        bundled(.batching, settings) { index, fate, random in
            let reading = MeterReading.drawn(index, fate, &random)
            return .event(source: "meters", type: "MeterRead", subject: reading.meter, data: reading.json)
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `batching`.
    static func batchingHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let store = MeterHandler(service: Service(name: "meter-store", settings: settings))
        return ["meter-store": store.service.handler(store.handle)]
    }
}
