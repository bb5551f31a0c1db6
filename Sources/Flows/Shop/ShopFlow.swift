import EventModel

extension Flow {
    /// Shop: the change of a table of orders takes the stock; a topic has the confirmation mailed, as a file in the folder `outbox` of
    /// the data directory. Wired in `Resources/Flows/shop.yaml`.
    static func shop(_ settings: FlowSettings) -> Flow {
        bundled(.shop, settings, stimulus: ShopPlan.stimulus)
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `shop`.
    static func shopHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let checkout = CheckoutHandler(service: Service(name: "checkout", settings: settings))
        let stock = ShopStockHandler(service: Service(name: "stockroom", settings: settings))
        let mailer = MailHandler(
            service: Service(name: "mailer", settings: settings),
            outbox: settings.folder.map { Outbox(folder: "\($0)/outbox") }
        )
        return [
            "shop-checkout": checkout.service.handler(checkout.handle),
            "shop-stock": stock.service.handler(initialise: Catalogue.load, stock.handle),
            "shop-mailer": mailer.service.handler(initialise: Catalogue.load, mailer.handle),
        ]
    }
}
