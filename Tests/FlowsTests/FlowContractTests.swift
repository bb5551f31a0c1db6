import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("The contracts of the bundled flows")
struct FlowContractTests {
    private static let registry = try? ContractRegistry(Flow.all().flatMap(\.definition.contracts))

    @Test func everyTypeThatTheFlowsPublishHasOne() throws {
        let contracts = Flow.all().flatMap(\.definition.contracts)
        #expect(
            Set(contracts.map(\.name)) == [
                "OrderPlaced v1", "PaymentConfirmed v1", "InventoryUpdated v1", "InventoryUpdateFailed v1",
                "ShippingAlertSent v1", "Object Created v0", "DataValidated v1", "DataProcessingCompleted v1",
                "Object Deleted v0", "ThumbnailCreated v1", "ImageProcessed v1",
                "OrderCreated v1", "ProductEdited v1", "OrderSubmitted v1", "TransferBooked v1", "MeterRead v1",
                "ReportRequested v1", "ParcelScanned v1", "EventGridDelivery v1", "PubSubPush v1",
                "OrderRequested v1", "NewOrder v1", "OrderReceived v1", "OrderProcessed v1", "File.Uploaded v1", "File.Validated v1",
            ]
        )
        #expect(Self.registry != nil)
    }

    @Test func nothingThatTheFlowsPublishBreaksOne() async throws {
        try await FlowBench.with { bench in
            try await bench.start(order: .sample("ord-1"), correlationID: "c-1")
            try await bench.start(order: .sample("ord-2", sku: "YIXING-LTD", quantity: 30), correlationID: "c-2")
            try await bench.upload(
                try Sample.bytes("Uploads/sales-valid.csv"),
                key: "incoming/a/b.csv",
                correlationID: "c-3"
            )
            var random = SeededRandom(seed: 1)
            for (bucket, key) in [("raw-images", "uploads/a"), ("image-originals", "photos/a")] {
                let image = try SampleImage.draw(&random)
                try await bench.pipeline.put(image.bytes, key: key, in: bucket, flow: "images")
            }
            let document = SamplePDF.draw(1, "tok_visa_1", &random)
            try await bench.pipeline.put(document.bytes, key: document.key, in: "documents", flow: "documents")
            await bench.drain()
            let summary = try await bench.accounts()
            #expect(summary.events.rejected == 0 && summary.total.completed == 6)
            let types = try bench.telemetry().filter { $0["hop"] == "publish" }.compactMap { $0["event_type"]?.string }
            #expect(Set(types).count == 11, "\(Set(types))")
        }
    }

    @Test func anOrderThatBreaksItsContractIsKeptForTheOperator() async throws {
        try await FlowBench.with { bench in
            var data = try #require(Order.sample().json.object)
            data["items"] = [["sku": "pot clay", "quantity": 1, "unit_price": 1]]
            try await bench.pipeline.publish(
                source: "shop",
                type: "OrderPlaced",
                data: .object(data),
                correlationID: "c-1",
                flow: "orders"
            )
            await bench.drain()
            let summary = try await bench.accounts()
            #expect(
                summary.total == .init(started: 1, completed: 0, dead: 1, inFlight: 0) && summary.events.rejected == 1
            )
            let letter = try #require(try await bench.dead("orders-dlq").first)
            #expect(letter.error?.type == "ContractViolation")
            #expect(letter.error?.message.hasPrefix("contract OrderPlaced v1 at /items/0/sku: must match") == true)
            #expect(
                Self.registry?.objection(toBody: letter.body)?.hasPrefix("contract OrderPlaced v1 at /items/0/sku")
                    == true
            )
        }
    }
}
