import EventModel

extension Flow {
    /// The order saga: a state machine pays, reserves, ships and completes an order, and undoes what it has done where a step fails.
    /// Wired in `Resources/Flows/saga.yaml`, the machine in `Resources/StateMachines/order-saga.asl.json`.
    static func saga(_ settings: FlowSettings) -> Flow {
        bundled(.saga, settings, stimulus: SagaPlan.stimulus)
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `saga`.
    static func sagaHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let payments = SagaPayments(service: Service(name: "saga-payments", settings: settings))
        let stock = SagaStock(service: Service(name: "saga-warehouse", settings: settings))
        let shipments = SagaShipments(service: Service(name: "saga-shipping", settings: settings))
        let orders = SagaOrders(service: Service(name: "saga-orders", settings: settings))
        return [
            "saga-process-payment": payments.service.handler(payments.process),
            "saga-refund-payment": payments.service.handler(payments.refund),
            "saga-reserve-inventory": stock.service.handler(initialise: Catalogue.load, stock.reserve),
            "saga-release-inventory": stock.service.handler(stock.release),
            "saga-create-shipment": shipments.service.handler(initialise: Catalogue.load, shipments.create),
            "saga-complete-order": orders.service.handler(orders.complete),
            "saga-fail-order": orders.service.handler(orders.fail),
        ]
    }
}
