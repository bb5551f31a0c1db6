import EventModel
import Foundation
import Pipeline
import Testing

@testable import Flows

@Suite("The upload API, on the engine")
struct UploadAPIFlowTests {
    private static let flows = [Flow.uploadAPI(FlowSettings(pace: 0))]
    private static let csv = "id,store,quantity,unit_price,sold_at,note\ns-1,Porto,2,9.80,2026-11-10T00:00:00Z,\n"

    /// Sends a request through a gateway, without a network.
    private static func send(
        _ bench: FlowBench,
        _ method: String = "POST",
        _ target: String = "/api/upload",
        type: String? = "application/json",
        id: String? = nil,
        body: [UInt8] = []
    ) async throws -> (status: Int, json: JSON) {
        let gateway = try Gateway(bench.pipeline, keys: nil)
        var headers = [RequestHead.Header("content-length", "\(body.count)")]
        if let type { headers.append(RequestHead.Header("content-type", type)) }
        if let id { headers.append(RequestHead.Header("x-correlation-id", id)) }
        let answer: GatewayAnswer =
            switch gateway.admit(RequestHead(method: method, target: target, headers: headers)) {
            case .answer(let refusal): refusal
            case .read(let ticket): await gateway.answer(ticket, body: body)
            }
        return (answer.status, try JSON(parsing: answer.body))
    }

    private static func upload(_ name: String, _ content: String, encoding: String? = nil) -> [UInt8] {
        var json = JSON.Object([JSON.Member("name", .string(name)), JSON.Member("content", .string(content))])
        if let encoding { json["encoding"] = .string(encoding) }
        return JSON.object(json).utf8
    }

    @Test func aFileIsStoredAnnouncedValidatedAndBackedUp() async throws {
        try await FlowBench.with(Self.flows) { bench in
            let sent = try await Self.send(bench, id: "c-1", body: Self.upload("acme/sales.csv", Self.csv))
            #expect(sent.status == 202)
            let id = try #require(sent.json["uploadId"]?.string)
            let key = try #require(sent.json["key"]?.string)
            #expect(key == "uploads/\(id)/acme/sales.csv")
            #expect(try await bench.pipeline.object(key, in: "upload-files") == Array(Self.csv.utf8))
            await bench.drain()
            #expect(try await bench.accounts().total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
            let status = try await Self.send(bench, "GET", "/api/upload/\(id)", type: nil)
            #expect(status.status == 200 && status.json["status"] == "validated" && status.json["rows"] == 1)
            let copies = try await bench.pipeline.objects(in: "upload-backup")
            #expect(Set(copies.map { $0.key.split(separator: "/")[3] }) == ["File.Uploaded", "File.Validated"])
            let announced = try #require(copies.first { $0.key.contains("File.Uploaded") })
            let copy = try JSON(parsing: try await bench.pipeline.object(announced.key, in: "upload-backup"))
            #expect(copy["correlation_id"] == "c-1" && copy["event_type"] == "File.Uploaded")
            #expect(copy["payload"]?["bucket"] == "upload-files" && copy["payload"]?["key"] == .string(key))
            #expect(copy["payload"]?["uploadId"] == .string(id) && copy["payload"]?["timestamp"] != nil)
            // One trace from the request on.
            let hops = try bench.telemetry().filter { $0["hop"] != nil && $0["event_id"] != nil }
            let mine = hops.filter { $0["correlation_id"] == "c-1" }
            let ids = Set(mine.compactMap { $0["event_id"]?.string })
            let roots = Set(
                mine.filter { !ids.contains($0["causation_id"]?.string ?? "") }.compactMap { $0["resource"]?.string }
            )
            #expect(roots == ["POST /api/upload"])
        }
    }

    @Test func anImageInTheBodyItselfGetsAPreview() async throws {
        var random = SeededRandom(seed: 3)
        let image = try SampleImage.draw(&random)
        try await FlowBench.with(Self.flows) { bench in
            let type = image.suffix == "jpg" ? "image/jpeg" : "image/\(image.suffix)"
            let sent = try await Self.send(
                bench,
                "PUT",
                "/api/files/a/b.\(image.suffix)",
                type: type,
                body: image.bytes
            )
            #expect(sent.status == 202)
            let key = try #require(sent.json["key"]?.string)
            #expect(try await bench.pipeline.object(key, in: "upload-files") == image.bytes, "byte for byte")
            await bench.drain()
            let id = sent.json["uploadId"]?.string ?? ""
            let status = try await Self.send(bench, "GET", "/api/upload/\(id)", type: nil)
            #expect(status.json["kind"] == "image" && status.json["status"] == "validated")
            let made = try await bench.pipeline.objects(in: "upload-results")
            #expect(made.map(\.key) == ["previews/\(key).jpg"])
        }
    }

    @Test(arguments: [
        #"{"name":"a.csv"}"#, #"{"name":"a.exe","content":"x"}"#, #"{"name":"../a.csv","content":"x"}"#,
        #"{"name":"/a.csv","content":"x"}"#, #"{"name":"a//b.csv","content":"x"}"#, #"{"name":"","content":"x"}"#,
        #"{"name":"a.csv","content":""}"#, #"{"name":"a.csv","content":"%%%","encoding":"base64"}"#,
        #"{"name":"a.csv","content":"x","encoding":"rot13"}"#, #"{"name":"a.csv","content":"x","more":1}"#, "[]", "{",
        #"{"name":"\u0000.csv","content":"x"}"#, #"{"name":"a.csv","content":7}"#, "\u{FEFF}{}",
    ])
    func whatIsNoUploadIsRefusedAndStoresNothing(body: String) async throws {
        try await FlowBench.with(Self.flows) { bench in
            let sent = try await Self.send(bench, body: Array(body.utf8))
            #expect(sent.status == 400)
            let stored = try await bench.pipeline.objects(in: "upload-files")
            #expect(stored.isEmpty)
            #expect(try await bench.accounts().total.started == 0)
        }
    }

    @Test(arguments: ["/api/files/.csv", "/api/files/a/..%2F..%2Fb.csv", "/api/files/%E6%9D%B1.csv", "/api/files/a"])
    func aPathThatIsNoNameIsRefused(target: String) async throws {
        try await FlowBench.with(Self.flows) { bench in
            let sent = try await Self.send(bench, "PUT", target, type: "text/csv", body: Array(Self.csv.utf8))
            #expect(sent.status == 400 && sent.json["path"] == "/name")
            #expect(try await Self.send(bench, "GET", "/api/upload/none", type: nil).status == 404)
        }
    }

    @Test func aFileThatBreaksItsContractDiesAndARedriveCompletesIt() async throws {
        try await FlowBench.with(Self.flows) { bench in
            let broken = Self.csv + "s-2,Porto,twelve,9.80,2026-11-10T00:00:00Z,\n"
            let sent = try await Self.send(bench, body: Self.upload("acme/sales.csv", broken))
            await bench.drain()
            #expect(try await bench.dead("uploadapi-dlq").map(\.error?.type) == ["ContractViolation"])
            #expect(try await bench.accounts().total == .init(started: 1, completed: 0, dead: 1, inFlight: 0))
            try await bench.redriveAll("uploadapi-dlq")
            #expect(try await bench.accounts().total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
            let id = sent.json["uploadId"]?.string ?? ""
            let status = try await Self.send(bench, "GET", "/api/upload/\(id)", type: nil)
            #expect(status.json["rows"] == 1 && status.json["rejected"] == 1)
        }
    }

    @Test func theChangeFeedTakesProductsOverHTTP() async throws {
        try await FlowBench.with([Flow.changefeed(FlowSettings(pace: 0))]) { bench in
            func put(_ edit: Int, _ price: Double) async throws -> (status: Int, json: JSON) {
                let body: JSON = ["name": "Teapot", "price": .double(price), "edit": .int(edit), "text": "txt_ok_1"]
                return try await Self.send(bench, "PUT", "/api/products/prd-1", body: body.utf8)
            }
            #expect(try await put(2, 10).status == 200)
            #expect(try await put(1, 9).status == 409, "a newer edit is there")
            let bad = try await Self.send(bench, "PUT", "/api/products/prd-1", body: Array(#"{"name":"x"}"#.utf8))
            #expect(bad.status == 400)
            let valid: JSON = ["name": "x", "price": 1, "edit": 1, "text": "txt_ok_1"]
            #expect(try await Self.send(bench, "PUT", "/api/products/a%20b", body: valid.utf8).status == 400)
            await bench.drain()
            #expect(try await bench.pipeline.item("prd-1", in: "products")?["price"] == 10)
            #expect(try await bench.pipeline.item("prd-1", in: "search-index") != nil)
            let flows = try await bench.accounts().flows
            #expect(flows.map(\.name) == ["changefeed"] && flows.first?.counts.completed == 1)
        }
    }
}
