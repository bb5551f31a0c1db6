import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("The uploads flow, on the engine")
struct UploadsFlowTests {
    private let key = "incoming/acme/sales.csv"

    @Test func aFileIsValidatedTransformedAndLoaded() async throws {
        try await FlowBench.with { bench in
            try await bench.upload(Sample.bytes("Uploads/sales-wide.csv"), key: key, correlationID: "c-1")
            await bench.drain()
            let summary = try await bench.accounts()
            #expect(summary.total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
            // The object in processed-data is announced too, and no rule wants it.
            #expect(summary.events == .init(published: 4, matched: 3, unmatched: 1))
            let file = try CSVReader.rows(await bench.pipeline.object("processed/\(key)", in: "processed-data"))
            #expect(file[0].fields.suffix(2) == ["processed_value", "processing_timestamp"])
            #expect(
                file[1].fields == [
                    "s-1", "東京 銀座店", "3", "14.50", "2026-11-20T02:00:00Z", "宇治抹茶 🍵", "43.50", file[1].fields[7],
                ]
            )
            #expect(Timestamp(rfc3339: file[1].fields[7]) != nil)
            #expect(try await bench.pipeline.item("processed/\(key)", in: "loads")?["record_count"] == 3)
            #expect(try await bench.pipeline.item("processed/\(key)#4", in: "sales")?["store"] == "서울")
            let lines = try bench.telemetry()
            #expect(lines.contains { $0["FilesProcessed"] == 1 && $0["service"] == "transformer" })
        }
    }

    @Test func aFileThatIsNoCSVIsLeftAlone() async throws {
        try await FlowBench.with { bench in
            try await bench.upload(Array("hello".utf8), key: "incoming/acme/notes.txt", correlationID: "c-1")
            await bench.drain()
            #expect(try await bench.accounts().events == .init(published: 1, matched: 0, unmatched: 1))
        }
    }

    @Test func aMalformedFileDiesWithThePlaceAndARedriveLoadsTheRest() async throws {
        try await FlowBench.with { bench in
            try await bench.upload(Sample.bytes("Uploads/sales-malformed.csv"), key: key, correlationID: "c-1")
            await bench.drain()
            #expect(try await bench.accounts().total == .init(started: 1, completed: 0, dead: 1, inFlight: 0))
            let letter = try #require(try await bench.dead("uploads-dlq").first)
            #expect(letter.error?.type == "ContractViolation")
            #expect(
                letter.error?.message
                    == "'\(key)' breaks contract sales in row 2 (line 3) at /quantity: must be an integer, not \"twelve\" (and 1 more)"
            )
            #expect(try await bench.redriveAll("uploads-dlq") == 1)
            #expect(try await bench.accounts().total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
            #expect(try await bench.pipeline.item("processed/\(key)", in: "loads")?["record_count"] == 1)
            let rejected = try CSVReader.rows(await bench.pipeline.object("rejected/\(key)", in: "processed-data"))
            #expect(rejected.map { $0.fields[0] } == ["id", "s-2", "s-3"])
        }
    }

    @Test func aBrokenHeaderDiesAgainUntilTheFileIsUploadedAgain() async throws {
        try await FlowBench.with { bench in
            try await bench.upload(Sample.bytes("Uploads/sales-no-header.csv"), key: key, correlationID: "c-1")
            await bench.drain()
            #expect(try await bench.redriveAll("uploads-dlq") == 1)
            #expect(try await bench.dead("uploads-dlq").map(\.generation) == [1])

            try await bench.upload(Sample.bytes("Uploads/sales-valid.csv"), key: key, correlationID: "c-2")
            await bench.drain()
            #expect(try await bench.redriveAll("uploads-dlq") == 1)
            #expect(try await bench.accounts().total == .init(started: 2, completed: 2, dead: 0, inFlight: 0))
        }
    }

    @Test func aRelaxedContractLetsTheFileThrough() async throws {
        try await FlowBench.with { bench in
            let relaxed: JSON = ["required": ["id"], "properties": ["id": ["type": "string"]]]
            try await bench.pipeline.transact { $0["contracts", "sales"] = relaxed }
            try await bench.upload(Array("id,quantity,unit_price\ns-1,2,1.5\n".utf8), key: key, correlationID: "c-1")
            await bench.drain()
            #expect(try await bench.accounts().total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
            #expect(try await bench.pipeline.item("processed/\(key)", in: "loads")?["record_count"] == 1)
            #expect(try await bench.pipeline.item("processed/\(key)#2", in: "sales")?["processed_value"] == "3.00")
        }
    }

    @Test func aContractThatIsNoSchemaFailsByName() async throws {
        try await FlowBench.with { bench in
            try await bench.pipeline.transact { $0["contracts", "sales"] = ["columns": []] }
            try await bench.upload(Sample.bytes("Uploads/sales-valid.csv"), key: key, correlationID: "c-1")
            await bench.drain()
            #expect(try await bench.dead("uploads-dlq").first?.error?.type == "InvalidContract")
            try await bench.pipeline.transact { $0["contracts", "sales"] = nil }
            #expect(try await bench.redriveAll("uploads-dlq") == 1)
            #expect(try await bench.accounts().total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
        }
    }

    @Test func aPartnerOnTrialIsThrottledOnceAndRetried() async throws {
        try await FlowBench.with { bench in
            try await bench.upload(
                Sample.bytes("Uploads/sales-valid.csv"),
                key: "incoming/trial/s.csv",
                correlationID: "c-1"
            )
            await bench.drain()
            #expect(try await bench.accounts().total == .init(started: 1, completed: 1, dead: 0, inFlight: 0))
            let errors = try bench.telemetry().compactMap { $0[path: "error.type"]?.string }
            #expect(errors.contains("QuotaExceeded"))
        }
    }
}
