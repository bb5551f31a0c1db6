import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("The documents flow, on the engine")
struct DocumentsFlowTests {
    private static func document(_ seed: UInt64, token: String = "tok_visa_1") -> [UInt8] {
        var random = SeededRandom(seed: seed)
        return SamplePDF.draw(Int(seed), token, &random).bytes
    }

    private static func put(_ bytes: [UInt8], _ bench: FlowBench) async throws -> String {
        try await bench.pipeline.put(bytes, key: "inbox/a.pdf", in: "documents", correlationID: "c", flow: "documents")
    }

    @Test func aDocumentIsMoved() async throws {
        try await FlowBench.with { bench in
            let bytes = Self.document(1)
            _ = try await Self.put(bytes, bench)
            await bench.drain()
            #expect(try await bench.accounts().total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
            #expect(try await bench.pipeline.history(of: "inbox/a.pdf", in: "documents").isEmpty, "gone for ever")
            let item = try #require(try await bench.pipeline.item("inbox/a.pdf", in: "documents"))
            let moved = try #require(item["moved_to"]?.string)
            #expect(moved == "processed/2027/a.pdf")
            #expect(try await bench.pipeline.object(moved, in: "documents-processed") == bytes)
            let told = try bench.telemetry().filter { $0["event_type"] == "Object Deleted" && $0["hop"] == "publish" }
            #expect(told.count == 1 && told[0]["correlation_id"] == "c")
        }
    }

    /// The move is done again from wherever it ended.
    @Test(arguments: ["nothing", "copied", "recorded", "deleted"])
    func aMoveThatEndedHalfWayIsDoneAgain(ended: String) async throws {
        try await FlowBench.with { bench in
            let bytes = Self.document(2)
            let pipeline = bench.pipeline
            let version = try await Self.put(bytes, bench)
            let moved = "processed/2027/a.pdf"
            if ended != "nothing" { try await pipeline.put(bytes, key: moved, in: "documents-processed") }
            if ended == "recorded" || ended == "deleted" {
                let item: JSON = ["moved_to": .string(moved), "version-id": .string(version)]
                try await pipeline.transact { $0["documents", "inbox/a.pdf"] = item }
            }
            if ended == "deleted" { try await pipeline.delete("inbox/a.pdf", in: "documents", version: version) }
            await bench.drain()
            #expect(try await bench.dead("documents-dlq").isEmpty)
            #expect(try await pipeline.objects(in: "documents").isEmpty)
            #expect(try await pipeline.versions(of: moved, in: "documents-processed").count == 1)
            #expect(try await pipeline.object(moved, in: "documents-processed") == bytes)
        }
    }

    @Test func aNewerUploadIsNotDeletedWithTheOlderOne() async throws {
        try await FlowBench.with { bench in
            let (first, second) = (Self.document(3, token: "tok_down3_x"), Self.document(4))
            _ = try await Self.put(first, bench)
            await bench.drain()
            #expect(try await bench.dead("documents-dlq").count == 1)
            #expect(try await bench.pipeline.object("inbox/a.pdf", in: "documents") == first, "what failed stays")
            _ = try await Self.put(second, bench)
            await bench.drain()
            try await bench.redriveAll("documents-dlq")
            #expect(try await bench.accounts().total.dead == 0)
            #expect(try await bench.pipeline.history(of: "inbox/a.pdf", in: "documents").isEmpty)
            let versions = try await bench.pipeline.history(of: "processed/2027/a.pdf", in: "documents-processed")
            var held: [[UInt8]] = []
            for version in versions {
                held.append(
                    try await bench.pipeline.object(version.key, in: version.bucket, version: version.version)
                )
            }
            #expect(held == [first, second], "both are kept, as versions")
        }
    }
}
