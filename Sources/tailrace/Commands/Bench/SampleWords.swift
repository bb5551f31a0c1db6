/// What generated records say: the words of an order system.
enum SampleWords {
    static let services: [StaticString] = [
        "storefront", "checkout", "payment", "inventory", "shipping", "notification", "accounts", "pricing",
        "fraud-check",
        "invoicing", "search", "audit",
    ]

    static let types: [StaticString] = [
        "OrderPlaced", "OrderChecked", "OrderShipped", "PaymentRequested", "PaymentAuthorised", "PaymentCaptured",
        "StockReserved", "StockReleased", "ParcelPacked", "ParcelHandedOver", "MailQueued", "MailSent", "ProfileRead",
        "PriceComputed", "FraudCheckBegun", "FraudCheckPassed", "InvoiceWritten", "ProductIndexed", "EntryAudited",
        "RetryPlanned",
    ]

    static let messages: [StaticString] = [
        "event handled and acknowledged", "body checked against version 3 of its schema",
        "handed on to the topic orders.v2",
        "aggregate written, revision raised by one", "event published after the commit",
        "dependency answered, flow goes on",
        "message deleted from its queue", "not in the cache: read from the table",
        "rules applied to 3 lines of the order",
        "follow-up \\\"reconcile\\\" planned for the tenant",
    ]

    static let errors: [(type: StaticString, message: StaticString)] = [
        ("GatewayTimeout", "the bank did not answer within 5000 ms"),
        ("StockConflict", "the item's revision has changed"),
        ("SchemaMismatch", "the member \\\"amount\\\" is not a number"),
        ("LockTimeout", "waited too long for a lock on the row"),
    ]

    static let frames: [StaticString] = [
        "dev.shop.Handler.handle(Handler.java:", "dev.shop.flow.Step.run(Step.java:",
        "dev.shop.retry.Retrying.call(Retrying.java:",
        "dev.shop.queue.Poller.poll(Poller.java:", "java.base/java.lang.Thread.run(Thread.java:",
    ]

    static let currencies: [StaticString] = ["EUR", "USD", "GBP", "SEK"]
    static let regions: [StaticString] = ["eu-central-1", "us-east-1", "ap-south-1"]
}
