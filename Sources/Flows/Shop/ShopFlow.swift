import EventModel
import Pipeline

extension Flow {
    /// Shop: an order in the table moves the stock by the table's changes, and a topic has the customer told by mail. Wired in `Resources/Flows/shop.yaml`.
    static func shop(_ settings: FlowSettings) -> Flow {
        bundled(.shop, settings) { index, fate, random in
            let id = "shp-\(index + 1)-\(random.hex(6))"
            return .event(
                source: "webshop",
                type: "OrderSubmitted",
                subject: id,
                data: [
                    "order_id": .string(id), "sku": .string("sku-\(random.whole(1...40))"),
                    "quantity": .int(random.whole(1...3)),
                    "email": .string("customer\(random.whole(1...500))@mail.example"),
                    "token": .string(SandboxToken.planned(fate, &random)),
                ]
            )
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `shop`.
    static func shopHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let desk = ShopDesk(service: Service(name: "shop-desk", settings: settings))
        let stock = ShopStock(service: Service(name: "shop-stock", settings: settings))
        let mail = ShopMailer(service: Service(name: "shop-mail", settings: settings))
        return [
            "shop-order": desk.service.handler(desk.handle),
            "shop-stock": Handler(service: stock.service.name, handler: stock.handle),
            "shop-mail": Handler(service: mail.service.name, handler: mail.handle),
        ]
    }
}
