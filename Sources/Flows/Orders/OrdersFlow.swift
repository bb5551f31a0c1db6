import EventModel
import Pipeline

extension Flow {
    /// Orders: `OrderPlaced` fans out to payment, inventory, notification and analytics; the payment leads on to the stock, to
    /// shipping and to the customer.
    package static func orders(_ settings: FlowSettings = FlowSettings()) -> Flow {
        let catalogue = Catalogue.bundled
        var definition = PipelineDefinition()
        definition.queues = queues(settings)
        definition.functions = functions(settings, catalogue)
        definition.mappings = [
            EventSourceMapping(queue: "orders-payment", function: "order-payment", batchSize: 1),
            EventSourceMapping(
                queue: "orders-analytics",
                function: "order-analytics",
                window: .milliseconds(200),
                reportsBatchItemFailures: true
            ),
        ]
        definition.rules = rules
        definition.contracts = FlowContracts.orders
        return Flow(name: "orders", definition: definition) { index, fate, random in
            let order = OrderPlan.order(index, fate, &random, catalogue)
            return .event(source: "shop", type: "OrderPlaced", subject: order.id, data: order.json)
        }
    }

    private static func queues(_ settings: FlowSettings) -> [QueueDefinition] {
        let kept = Duration.seconds(1_209_600)
        return [
            QueueDefinition(
                name: "orders-payment",
                visibilityTimeout: settings.visibilityTimeout,
                redrivePolicy: .init(deadLetterQueue: "payments-dlq", maxReceiveCount: 3)
            ),
            QueueDefinition(
                name: "orders-analytics",
                visibilityTimeout: settings.visibilityTimeout,
                redrivePolicy: .init(deadLetterQueue: "analytics-dlq", maxReceiveCount: 5)
            ),
            QueueDefinition(name: "payments-dlq", retention: kept),
            QueueDefinition(name: "analytics-dlq", retention: kept),
            QueueDefinition(name: "inventory-dlq", retention: kept),
            QueueDefinition(name: "orders-dlq", retention: kept),
        ]
    }

    private static func functions(_ settings: FlowSettings, _ catalogue: Catalogue) -> [FunctionDefinition] {
        func service(_ name: String) -> Service { Service(name: name, settings: settings) }
        let payment = PaymentHandler(service: service("payment"))
        let reservation = ReservationHandler(service: service("inventory"), catalogue: catalogue)
        let update = InventoryUpdateHandler(service: service("inventory"), catalogue: catalogue)
        let shipping = ShippingHandler(service: service("shipping"), catalogue: catalogue)
        let notification = NotificationHandler(service: service("notification"))
        let analytics = AnalyticsHandler(service: service("analytics"))
        return [
            payment.service.function("order-payment", work: payment.handle),
            reservation.service.function(
                "inventory-reserve",
                deadLetterQueue: "inventory-dlq",
                work: reservation.handle
            ),
            update.service.function("inventory-update", deadLetterQueue: "inventory-dlq", work: update.handle),
            shipping.service.function("order-shipping", deadLetterQueue: "orders-dlq", work: shipping.handle),
            notification.service.function("order-notify", deadLetterQueue: "orders-dlq", work: notification.handle),
            analytics.service.function("order-analytics", concurrency: 4, work: analytics.handle),
        ]
    }

    private static var rules: [RuleDefinition] {
        func target(_ id: String, _ kind: TargetDefinition.Kind) -> TargetDefinition {
            TargetDefinition(id: id, kind, deadLetterQueue: "orders-dlq")
        }
        return [
            RuleDefinition(
                name: "order-fanout",
                pattern: ["source": ["shop"], "detail-type": ["OrderPlaced"]],
                targets: [
                    target("payment", .queue("orders-payment")),
                    target("inventory", .function("inventory-reserve")),
                    target("notification", .function("order-notify")),
                    target("analytics", .queue("orders-analytics")),
                ]
            ),
            RuleDefinition(
                name: "payment-confirmed",
                pattern: ["source": ["payment"], "detail-type": ["PaymentConfirmed"]],
                targets: [target("inventory", .function("inventory-update"))]
            ),
            RuleDefinition(
                name: "inventory-updated",
                pattern: ["source": ["inventory"], "detail-type": ["InventoryUpdated"]],
                targets: [target("shipping", .function("order-shipping"))]
            ),
            RuleDefinition(
                name: "customer-news",
                pattern: [
                    "source": ["inventory", "shipping"], "detail-type": ["InventoryUpdateFailed", "ShippingAlertSent"],
                ],
                targets: [target("notification", .function("order-notify"))]
            ),
        ]
    }
}
