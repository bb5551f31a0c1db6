import EventModel

extension Flow {
    /// Event sourcing: what happens to an order is appended to its stream, version by version, and published; its state is what the
    /// stream folds to. Wired in `Resources/Flows/sourcing.yaml`.
    static func sourcing(_ settings: FlowSettings) -> Flow {
        bundled(.sourcing, settings, stimulus: SourcingPlan.stimulus)
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `sourcing`.
    static func sourcingHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let intake = SourcedOrders(service: Service(name: "order-intake", settings: settings))
        let bank = SourcedOrders(service: Service(name: "order-payments", settings: settings))
        let shelf = SourcedOrders(service: Service(name: "order-stock", settings: settings))
        let board = OrderBoard(service: Service(name: "order-board", settings: settings))
        return [
            "sourcing-place": intake.service.handler(intake.place),
            "sourcing-pay": bank.service.handler(bank.pay),
            "sourcing-reserve": shelf.service.handler(shelf.reserve),
            "sourcing-project": board.service.handler(board.project),
        ]
    }
}
