import EventModel
import Pipeline

extension BundledFlow {
    /// Orders: `OrderPlaced` fans out to payment, inventory, notification and analytics; the payment leads on to the stock, to
    /// shipping and to the customer. Wired in `Resources/Flows/orders.yaml`.
    static let orders = BundledFlow(
        name: "orders",
        bytes: PackageResources.orders_yaml,
        contracts: [
            "order-placed": PackageResources.order_placed_json,
            "payment-confirmed": PackageResources.payment_confirmed_json,
            "inventory-updated": PackageResources.inventory_updated_json,
            "inventory-update-failed": PackageResources.inventory_update_failed_json,
            "shipping-alert-sent": PackageResources.shipping_alert_sent_json,
        ],
        handlers: FlowSurroundings.orderHandlers
    ) { index, fate, random in
        let order = OrderPlan.order(index, fate, &random, .bundled)
        return .event(source: "shop", type: "OrderPlaced", subject: order.id, data: order.json)
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `orders`.
    @Sendable static func orderHandlers(_ settings: FlowSettings) -> [String: Handler] {
        func service(_ name: String) -> Service { Service(name: name, settings: settings) }
        let catalogue = Catalogue.bundled
        let payment = PaymentHandler(service: service("payment"))
        let reservation = ReservationHandler(service: service("inventory"), catalogue: catalogue)
        let update = InventoryUpdateHandler(service: service("inventory"), catalogue: catalogue)
        let shipping = ShippingHandler(service: service("shipping"), catalogue: catalogue)
        let notification = NotificationHandler(service: service("notification"))
        let analytics = AnalyticsHandler(service: service("analytics"))
        return [
            "order-payment": payment.service.handler(payment.handle),
            "inventory-reserve": reservation.service.handler(reservation.handle),
            "inventory-update": update.service.handler(update.handle),
            "order-shipping": shipping.service.handler(shipping.handle),
            "order-notify": notification.service.handler(notification.handle),
            "order-analytics": analytics.service.handler(analytics.handle),
        ]
    }
}
