import EventModel
import GRDB
import Testing

@testable import Pipeline

/// What archives and the event store keep is a payload like any other: with a key it does not lie open.
@Suite struct EncryptedArchiveTests {
    private static let secret = "the-customers-secret-0342"

    @Test func nothingOfAnEventLiesOpenAndAReplayHasItAll() async throws {
        let key = try PayloadKey(String(repeating: "0a1B", count: 16))
        let seen = Record<JSON>()
        let bench = try TestBench(ReplayTests.definition(seen)) { $0.encryptionKey = key }
        let (pipeline, order) = (bench.pipeline, AggregateName("order", "o-1"))
        try await bench.drain { pipeline in
            let event = ArchiveTests.event(1, at: bench.clock.now(), data: ["secret": .string(Self.secret)])
            try await pipeline.publish(event)
            try await pipeline.append(
                [NewAggregateEvent("Placed", ["secret": .string(Self.secret)])],
                to: order,
                expecting: 0
            )
        }
        try await pipeline.publish(ArchiveTests.event(2, at: bench.clock.now(), data: ["secret": .string(Self.secret)]))
        // One is packed, one lies beside it.
        let archive = try #require(try await pipeline.archiveDesk.archives().first)
        #expect(archive.events == 2 && archive.objects == 1 && archive.unpacked == 1)
        let rows = try await pipeline.journal.read { db in
            try db.rows("SELECT line FROM archive_rows UNION ALL SELECT data FROM aggregate_events").map {
                String(decoding: ($0[0] as Blob).bytes, as: UTF8.self)
            }
        }
        #expect(rows.count == 2 && rows.allSatisfy { !$0.contains(Self.secret) })
        let object = try #require(try await pipeline.objects(in: "archives").first)
        let file = TestFolder.read(bench.folder.path + "/objects/" + object.path)
        #expect(!file.isEmpty && !file.starts(with: [0x1F, 0x8B]), "the file is not even gzip to a stranger")
        try await bench.drain { try await $0.archiveDesk.start(ReplayRequest(archive: "all"), name: "r") }
        let replayed = seen.all.filter { $0["replay-name"] == "r" }
        #expect(replayed.count == 2 && replayed.allSatisfy { $0["detail"]?["secret"]?.string == Self.secret })
        #expect(try await pipeline.aggregate(order).state == ["secret": .string(Self.secret)])
    }

    @Test func aFunctionAppendsOnlyToWhatItMay() async throws {
        var d = PipelineDefinition()
        let told = Record<String>()
        d.functions = [
            FunctionDefinition(name: "f", service: "f") { _, context in
                for name in [AggregateName("order", "o-1"), AggregateName("account", "a-1")] {
                    do {
                        let state = try await context.aggregate(name)
                        let event = NewAggregateEvent("T", ["x": 1])
                        try await context.append([event], to: name, expecting: state.version, publishing: nil)
                        told.add("appended to \(name)")
                    } catch let error as ErrorInfo {
                        told.add(error.type)
                    }
                }
                return .null
            }
        ]
        d.functions[0].policy = AccessPolicy([
            .init(
                actions: [AccessAction.readStream.rawValue, AccessAction.appendToStream.rawValue],
                resources: ["order/*"]
            )
        ])
        d.rules = [
            RuleDefinition(name: "r", pattern: ["source": ["shop"]], targets: [.init(id: "t", .function("f"))])
        ]
        let bench = try TestBench(d)
        try await bench.drain { try await $0.publish(ArchiveTests.event(1, at: bench.clock.now())) }
        #expect(told.all == ["appended to order/o-1", "AccessDeniedException"])
    }
}
