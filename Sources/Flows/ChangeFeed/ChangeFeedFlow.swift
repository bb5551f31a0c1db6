import EventModel
import Pipeline

extension Flow {
    /// Change feed: what a producer writes into a table goes out as its changes, through a topic to two queues. Wired in `Resources/Flows/changefeed.yaml`.
    static func changefeed(_ settings: FlowSettings) -> Flow {
        bundled(.changefeed, settings) { index, fate, random in
            let id = "cus-\(index + 1)-\(random.hex(6))"
            return .event(
                source: "crm",
                type: "CustomerChanged",
                subject: id,
                data: [
                    "customer_id": .string(id), "email": .string("\(random.hex(6))@mail.example"),
                    "tier": .string(random.pick(["basic", "plus", "gold"])),
                    "token": .string(SandboxToken.planned(fate, &random)),
                ]
            )
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `changefeed`.
    static func changefeedHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let writer = CustomerWriter(service: Service(name: "crm-writer", settings: settings))
        let publisher = ChangePublisher(service: Service(name: "change-publisher", settings: settings))
        let audit = ChangeConsumer(service: Service(name: "change-audit", settings: settings), table: "change-audit")
        let search = ChangeConsumer(service: Service(name: "change-search", settings: settings), table: "change-search")
        return [
            "crm-write": writer.service.handler(writer.handle),
            "change-publish": Handler(service: publisher.service.name, handler: publisher.handle),
            "change-audit": audit.service.handler(audit.handle), "change-search": search.service.handler(search.handle),
        ]
    }
}
