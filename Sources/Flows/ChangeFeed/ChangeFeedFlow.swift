import EventModel

extension Flow {
    /// Change feed: a table's changes go through a publisher to a topic and on to two consumers. Wired in
    /// `Resources/Flows/changefeed.yaml`.
    static func changefeed(_ settings: FlowSettings) -> Flow {
        bundled(.changefeed, settings) { index, fate, random in
            let product = Product.drawn(index, fate, &random)
            return .event(source: "catalogue", type: "ProductEdited", subject: product.sku, data: product.json)
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `changefeed`.
    static func changefeedHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let writer = ProductWriter(service: Service(name: "catalogue-editor", settings: settings))
        let api = ProductAPI(service: writer.service)
        let publisher = ChangePublisher(service: Service(name: "change-publisher", settings: settings))
        let search = SearchIndexer(service: Service(name: "search", settings: settings))
        let prices = PriceHistorian(service: Service(name: "prices", settings: settings))
        return [
            "product-writer": writer.service.handler(writer.handle),
            "product-api": api.service.handler(api.handle),
            "change-publisher": publisher.service.batchHandler(publisher.handle),
            "search-indexer": search.service.handler(search.handle),
            "price-historian": prices.service.handler(prices.handle),
        ]
    }
}
