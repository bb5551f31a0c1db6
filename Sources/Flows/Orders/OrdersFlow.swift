import EventModel
import Pipeline

extension Flow {
    /// Orders: `OrderPlaced` fans out to payment, inventory, notification and analytics; the payment leads on to the stock, to
    /// shipping and to the customer. Wired in `Resources/Flows/orders.yaml`.
    package static func orders(_ settings: FlowSettings = FlowSettings()) -> Flow {
        let catalogue = Catalogue.bundled
        return bundled(.orders, settings) { index, fate, random in
            let order = OrderPlan.order(index, fate, &random, catalogue)
            return .event(source: "shop", type: "OrderPlaced", subject: order.id, data: order.json)
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `orders`.
    static func orderHandlers(_ settings: FlowSettings) -> [String: Handler] {
        func service(_ name: String) -> Service { Service(name: name, settings: settings) }
        let payment = PaymentHandler(service: service("payment"))
        let reservation = ReservationHandler(service: service("inventory"))
        let update = InventoryUpdateHandler(service: service("inventory"))
        let shipping = ShippingHandler(service: service("shipping"))
        let notification = NotificationHandler(service: service("notification"))
        let analytics = AnalyticsHandler(service: service("analytics"))
        return [
            "order-payment": payment.service.handler(payment.handle),
            "inventory-reserve": reservation.service.handler(initialise: Catalogue.load, reservation.handle),
            "inventory-update": update.service.handler(initialise: Catalogue.load, update.handle),
            "order-shipping": shipping.service.handler(initialise: Catalogue.load, shipping.handle),
            "order-notify": notification.service.handler(notification.handle),
            "order-analytics": analytics.service.handler(analytics.handle),
        ]
    }
}
