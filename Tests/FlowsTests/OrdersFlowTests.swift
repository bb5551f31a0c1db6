import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("The orders flow, on the engine")
struct OrdersFlowTests {
    @Test func anOrderIsPaidTakenFromStockShippedAndTold() async throws {
        try await FlowBench.with { bench in
            try await bench.start(order: .sample(), correlationID: "c-1")
            await bench.drain()
            let summary = try await bench.accounts()
            #expect(summary.total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
            #expect(summary.flows.map(\.name) == ["orders"])
            #expect(try await bench.pipeline.item("ord-1", in: "payments")?["amount"] == 96)
            #expect(try await bench.pipeline.item("POT-CLAY-09", in: "stock")?["available"] == 8_998)
            #expect(try await bench.pipeline.item("ord-1", in: "shipments")?["tracking"] != nil)
            #expect(try await bench.pipeline.item("FR", in: "analytics")?["orders"] == 1)
            // OrderPlaced, PaymentConfirmed, InventoryUpdated and ShippingAlertSent, each taken by one rule.
            #expect(summary.events == .init(published: 4, matched: 4, unmatched: 0))
        }
    }

    @Test func itsTelemetryIsOneFlowWithMetrics() async throws {
        try await FlowBench.with(Flow.all(FlowSettings(pace: 1))) { bench in
            try await bench.start(order: .sample(), correlationID: "c-1")
            await bench.drain()
            let lines = try bench.telemetry()
            let logs = lines.filter { $0["message"] != nil && $0["correlation_id"]?.string == "c-1" }
            let services = Set(logs.compactMap { $0["service_name"]?.string })
            #expect(services.isSuperset(of: ["shop", "payment", "inventory", "shipping", "notification", "analytics"]))
            #expect(logs.allSatisfy { $0["event_type"]?.string?.isEmpty == false })
            #expect(lines.contains { $0["OrdersProcessed"] == 1 && $0["service"] == "shipping" })
            #expect(lines.contains { ($0["ProcessingLatency"]?.number ?? 0) > 0 && $0["service"] == "payment" })
            #expect(!logs.contains { $0.description.contains("tok_visa") })
        }
    }

    @Test func aDeclinedCardDiesAndARedriveCompletesTheFlow() async throws {
        try await FlowBench.with { bench in
            try await bench.start(order: .sample(card: "tok_hold3_4242"), correlationID: "c-1")
            await bench.drain()
            #expect(try await bench.accounts().total == .init(started: 1, completed: 0, dead: 1, inFlight: 0))
            let letter = try #require(try await bench.dead("payments-dlq").first)
            #expect(letter.error?.type == "CardDeclined")
            #expect(letter.error?.message == "card ending 4242 declined by its issuer: do_not_honor (auth-42423)")
            let frames = letter.error?.stack?.split(separator: "\n") ?? []
            #expect(frames.count == 2)
            #expect(frames.first?.hasPrefix("Flows/PaymentGateway.swift:") == true)
            #expect(frames.last?.hasPrefix("Flows/PaymentHandler.swift:") == true)
            #expect(letter.receiveCount == 3 && letter.eventType == "OrderPlaced" && letter.correlationID == "c-1")

            #expect(try await bench.redriveAll("payments-dlq") == 1)
            #expect(try await bench.accounts().total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
            #expect(try await bench.pipeline.item("ord-1", in: "shipments") != nil)
        }
    }

    @Test(arguments: ["tok_slow3_1", "tok_slow1_1"])
    func aGatewayThatGivesNoAnswerIsAskedAgain(card: String) async throws {
        try await FlowBench.with { bench in
            try await bench.start(order: .sample(card: card), correlationID: "c-1")
            await bench.drain()
            let dies = card.hasPrefix("tok_slow3")
            #expect(
                try await bench.accounts().total
                    == .init(started: 1, completed: dies ? 0 : 1, dead: dies ? 1 : 0, inFlight: 0)
            )
            #expect(try await bench.dead("payments-dlq").map(\.error?.type) == (dies ? ["GatewayTimeout"] : []))
        }
    }

    @Test func aWarehouseThatIsDownDiesAndARedriveCompletesTheFlow() async throws {
        try await FlowBench.with { bench in
            try await bench.start(order: .sample(reservation: "rsv_down3_1"), correlationID: "c-1")
            await bench.drain()
            let letter = try #require(try await bench.dead("inventory-dlq").first)
            #expect(letter.error?.type == "InventoryUnavailable")
            #expect(letter.source == .init(.function, "ReserveInventory"))
            #expect(try await bench.redriveAll("inventory-dlq") == 1)
            #expect(try await bench.accounts().total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
        }
    }

    @Test func aDoubledPaymentConfirmedTakesTheStockOnce() async throws {
        try await FlowBench.with { bench in
            var data = try #require(Order.sample().json.object)
            data["payment_id"] = "pay-1"
            data["card"] = nil
            for copy in 1...2 {
                try await bench.pipeline.publish(
                    Event(
                        id: "evt-\(copy)",
                        source: "payment",
                        type: "PaymentConfirmed",
                        time: bench.clock.now(),
                        data: .object(data),
                        correlationID: "c-1"
                    )
                )
                await bench.drain()
            }
            #expect(try await bench.pipeline.item("POT-CLAY-09", in: "stock")?["available"] == 8_998)
            let published = try bench.telemetry().filter { $0["hop"] == "publish" }.compactMap {
                $0["event_type"]?.string
            }
            #expect(published.filter { $0 == "InventoryUpdated" }.count == 1)
            #expect(published.filter { $0 == "ShippingAlertSent" }.count == 1)
        }
    }

    /// What a second attempt does whose first one ended between taking the stock and saying so.
    @Test func theSameEventHandledTwiceIsSaidTwiceAndShippedOnce() async throws {
        try await FlowBench.with { bench in
            let event: JSON = ["id": "evt-1", "detail-type": "PaymentConfirmed", "detail": Order.sample().json]
            for _ in 1...2 {
                let answer = try await bench.pipeline.invoke("UpdateInventory", event, correlationID: "c-1")
                #expect(answer["updated"] == true)
                await bench.drain()
            }
            #expect(try await bench.pipeline.item("POT-CLAY-09", in: "stock")?["available"] == 8_998)
            let published = try bench.telemetry().filter { $0["hop"] == "publish" }.compactMap {
                $0["event_type"]?.string
            }
            #expect(published.filter { $0 == "InventoryUpdated" }.count == 2)
            #expect(published.filter { $0 == "ShippingAlertSent" }.count == 1)
        }
    }

    @Test func whenStockIsShortTheCustomerIsToldAndTheSupplierAsked() async throws {
        try await FlowBench.with { bench in
            try await bench.start(order: .sample("ord-1", sku: "YIXING-LTD", quantity: 30), correlationID: "c-1")
            await bench.drain()
            #expect(try await bench.accounts().total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
            #expect(try await bench.pipeline.item("ord-1", in: "shipments") == nil)
            let types = try bench.telemetry().filter { $0["hop"] == "publish" }.compactMap { $0["event_type"]?.string }
            #expect(types == ["OrderPlaced", "PaymentConfirmed", "InventoryUpdateFailed"])
            #expect(try await bench.pipeline.item("YIXING-LTD", in: "stock")?["available"] == 48)

            try await bench.start(order: .sample("ord-2", sku: "YIXING-LTD", quantity: 30), correlationID: "c-2")
            await bench.drain()
            #expect(try await bench.pipeline.item("YIXING-LTD", in: "stock")?["available"] == 18)
            #expect(try await bench.pipeline.item("ord-2", in: "shipments") != nil)
        }
    }

    @Test(arguments: [
        ("0", "1"), ("9223372036854775807", "1"), ("1000001", "1"), ("1.5", "1"), ("1", "1e7"), ("1", "-1"),
    ])
    func anOrderThatCannotBeReadSaysWhatIsMissing(quantity: String, price: String) throws {
        var json = try #require(Order.sample().json.object)
        json["items"] = try JSON(parsing: #"[{"sku": "A", "quantity": \#(quantity), "unit_price": \#(price)}]"#)
        let error = try #require(throws: ErrorInfo.self) { try Order(.object(json)) }
        #expect(error.type == "InvalidOrder")
        #expect(error.message.contains("items[0]"))
    }

    /// As many of the dearest items as an event has room for can still be added up.
    @Test func theLargestOrderHasATotal() throws {
        let order = Order.sample(quantity: 1_000_000)
        let item = Order.Item(sku: "A", quantity: 1_000_000, price: 999_999_999)
        var large = order
        large.items = Array(repeating: item, count: 6_000)
        #expect(
            large.total > 0 && Int.max.adding(large.total) == .max && Int.min.adding(-1) == .min && 2.adding(3) == 5
        )
    }
}
