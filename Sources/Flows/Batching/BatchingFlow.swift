import EventModel
import Pipeline

extension Flow {
    /// Batching: readings of meters come by the batch, and only those that failed come again. Wired in `Resources/Flows/batching.yaml`.
    static func batching(_ settings: FlowSettings) -> Flow {
        bundled(.batching, settings) { index, fate, random in
            let meter = "meter-\(random.whole(1...40))"
            return .event(
                source: "meters",
                type: "ReadingTaken",
                subject: "rd-\(index + 1)",
                data: [
                    "reading_id": .string("rd-\(index + 1)-\(random.hex(6))"), "meter": .string(meter),
                    "kwh": .int(random.whole(1...900)), "token": .string(SandboxToken.planned(fate, &random)),
                ]
            )
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `batching`.
    static func batchingHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let readings = ReadingHandler(service: Service(name: "readings", settings: settings))
        return ["store-readings": readings.service.handler(readings.handle)]
    }
}
