import EventModel

extension Flow {
    /// Filtering: a rule with a numeric range and two regions stands before the function. What it does not match is accounted for as
    /// an event that no rule wanted. Wired in `Resources/Flows/filtering.yaml`.
    static func filtering(_ settings: FlowSettings) -> Flow {
        bundled(.filtering, settings) { index, fate, random in
            let transfer = TransferPlan.transfer(index, fate, &random)
            return .event(
                source: "ledger",
                type: "TransferBooked",
                subject: transfer["transfer_id"]?.string,
                data: transfer
            )
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `filtering`.
    static func filteringHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let screening = ScreeningHandler(service: Service(name: "screening", settings: settings))
        return ["transfer-screening": screening.service.handler(screening.handle)]
    }
}
