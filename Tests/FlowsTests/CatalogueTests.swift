import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("The catalogue, loaded as an instance is made")
struct CatalogueTests {
    /// The bundled one with another stock of teapots.
    private static func catalogue(stock: Int) throws -> [UInt8] {
        var json = try JSON(parsing: Sample.bytes("Orders/catalogue.json")).object ?? JSON.Object()
        json["products"] = [
            ["sku": "POT-CLAY-09", "name": "Clay pot", "price": 48, "stock": .int(stock), "reorder": 5]
        ]
        return JSON.object(json).utf8
    }

    @Test func eachInstanceReadsTheObjectOnce() async throws {
        try await FlowBench.with { bench in
            try await bench.pipeline.put(Self.catalogue(stock: 100), key: Catalogue.key, in: Catalogue.bucket)
            for index in 1...3 {
                try await bench.start(order: .sample("ord-\(index)"), correlationID: "c-\(index)")
                await bench.drain()
            }
            #expect(try await bench.pipeline.item("POT-CLAY-09", in: "stock")?["available"] == 94)
            let lines = try bench.telemetry()
            let loads = lines.filter { $0["event_type"] == "InstanceInitialised" }
            // Of three functions that need it, one instance each.
            #expect(loads.map { $0["resource"] } == ["ReserveInventory", "UpdateInventory", "SendShippingAlert"])
            let ends = lines.filter { $0["message"] == "END" && $0["resource"] == "UpdateInventory" }
            #expect(ends.map { $0["init_duration_ms"] != nil } == [true, false, false])
        }
    }

    @Test(arguments: [
        ("{", "InvalidCatalogue: catalogue.json in shop-data is "),
        (#"{"currency": 7}"#, "InvalidCatalogue: catalogue.json in shop-data: currency is missing or no string"),
        (#"{"currency": "EUR", "products": []}"#, "must not be empty"),
        (
            #"{"currency":"EUR","products":[{"sku":"a","name":"b","price":1e300,"stock":1,"reorder":1}]}"#,
            "products[0].price is no number from 0 to below 10000000"
        ),
        (
            #"{"currency":"EUR","products":[{"sku":"a","name":"b","price":1,"stock":9223372036854775807,"reorder":1}]}"#,
            "products[0].stock is no whole number"
        ),
        (
            #"{"currency":"EUR","products":[{"sku":"a","name":"b","price":1,"stock":1,"reorder":1}],"customers":[7]}"#,
            "customers[0].id is missing"
        ),
        ("\u{1B}[2J", "InvalidCatalogue"),
    ])
    func abrokenOneFailsTheInstanceUntilItIsMended(text: String, part: String) async throws {
        try await FlowBench.with { bench in
            try await bench.pipeline.put(Array(text.utf8), key: Catalogue.key, in: Catalogue.bucket)
            try await bench.start(order: .sample(), correlationID: "c-1")
            await bench.drain()
            #expect(try await bench.accounts().flows.first { $0.name == "orders" }?.counts.dead == 1)
            // Both the reservation and the stock need it, each tried three times.
            let letters = try await bench.dead("inventory-dlq")
            #expect(letters.map(\.error?.type) == ["Runtime.InitError", "Runtime.InitError"])
            #expect(letters.allSatisfy { $0.error?.message.contains(part) == true }, "\(letters.map(\.error))")
            #expect(letters.allSatisfy { $0.attempts.count == 3 })
            try await bench.pipeline.put(Self.catalogue(stock: 10), key: Catalogue.key, in: Catalogue.bucket)
            #expect(try await bench.redriveAll("inventory-dlq") == 2)
            #expect(try await bench.accounts().flows.first { $0.name == "orders" }?.counts.dead == 0)
            #expect(try await bench.pipeline.item("ord-1", in: "shipments") != nil)
        }
    }

    @Test func aMissingOneIsNamed() async throws {
        var flow = Flow.orders(FlowSettings(pace: 0))
        flow.definition.referenceObjects = []
        try await FlowBench.with([flow]) { bench in
            try await bench.start(order: .sample(), correlationID: "c-1")
            await bench.drain()
            let error = try #require(try await bench.dead("inventory-dlq").first?.error)
            #expect(error.type == "Runtime.InitError")
            #expect(error.message == "NoSuchKey: The specified key does not exist: catalogue.json in shop-data")
        }
    }

    @Test func aFlowFileNamesItsObjects() throws {
        let surroundings = FlowSurroundings(folder: "/f") { $0 == "a.json" ? [55] : nil }
        func mistakes(_ text: String) -> [String] {
            do {
                _ = try FlowFile(Array(text.utf8), name: "x", surroundings)
                return []
            } catch {
                return error.mistakes.map(\.description)
            }
        }
        let good = "flow: a\nbuckets: [b]\nobjects: [{Bucket: b, Key: k, File: a.json}]"
        let object = try FlowFile(Array(good.utf8), name: "x", surroundings).definition.referenceObjects.first
        #expect(object?.bytes == [55] && object?.key == "k" && object?.bucket == "b")
        #expect(
            mistakes(
                """
                flow: a
                buckets: [b]
                objects:
                  - {Bucket: c, Key: k, File: a.json}
                  - {Bucket: b, Key: k, File: gone.json}
                  - {Bucket: b, Key: k, File: a.json}
                  - {Bucket: b, Kee: k}
                """
            ).map { $0.split(separator: ":").prefix(2).joined(separator: ":") } == [
                "4:14", "5:31", "6:22", "7:5", "7:5", "7:17",
            ]
        )
    }
}
