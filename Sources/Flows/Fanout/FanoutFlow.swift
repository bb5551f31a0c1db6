import EventModel

extension Flow {
    /// Order fan-out: one `OrderCreated` for the inventory check, the payment, the notification and the analytics. Wired in
    /// `Resources/Flows/fanout.yaml`.
    static func fanout(_ settings: FlowSettings) -> Flow {
        bundled(.fanout, settings) { index, fate, random in
            let order = OrderPlan.order(index, fate, &random, .bundled)
            return .event(source: "webshop", type: "OrderCreated", subject: order.id, data: order.json)
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `fanout`.
    static func fanoutHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let check = ReservationHandler(service: Service(name: "stock-check", settings: settings))
        let charge = ChargeHandler(service: Service(name: "billing", settings: settings))
        let news = NotificationHandler(service: Service(name: "order-news", settings: settings))
        let sales = SalesHandler(service: Service(name: "sales", settings: settings))
        return [
            "fanout-inventory": check.service.handler(initialise: Catalogue.load, check.handle),
            "fanout-payment": charge.service.handler(charge.handle),
            "fanout-notification": news.service.handler(news.handle),
            "fanout-analytics": sales.service.handler(sales.handle),
        ]
    }
}
