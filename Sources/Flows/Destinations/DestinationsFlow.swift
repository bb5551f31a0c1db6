import EventModel
import Pipeline

extension Flow {
    /// Destinations: what a settlement came to goes on the bus if it succeeded, and into a queue if it did not. Wired in `Resources/Flows/destinations.yaml`.
    static func destinations(_ settings: FlowSettings) -> Flow {
        bundled(.destinations, settings) { index, fate, random in
            let id = "stl-\(index + 1)-\(random.hex(6))"
            return .event(
                source: "settlements",
                type: "SettlementDue",
                subject: id,
                data: [
                    "settlement_id": .string(id), "amount": .int(random.whole(10...9_000)),
                    "currency": .string(random.pick(["EUR", "USD", "CHF", "JPY"])),
                    "token": .string(SandboxToken.planned(fate, &random)),
                ]
            )
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `destinations`.
    static func destinationsHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let settle = SettlementHandler(service: Service(name: "settlement", settings: settings))
        let book = BookingHandler(service: Service(name: "booking", settings: settings))
        return [
            "settle": settle.service.handler(settle.handle), "book-settlement": book.service.handler(book.handle),
        ]
    }
}
