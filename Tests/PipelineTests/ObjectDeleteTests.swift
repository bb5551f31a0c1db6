import EventModel
import Testing

@testable import Pipeline

@Suite struct ObjectDeleteTests {
    private func bench(_ storage: (any StorageService)? = nil) throws -> TestBench {
        var d = PipelineDefinition()
        d.buckets = ["b"]
        d.queues = [QueueDefinition(name: "deleted")]
        d.rules = [
            RuleDefinition(
                name: "deleted",
                pattern: ["source": ["aws.s3"], "detail-type": ["Object Deleted"]],
                targets: [TargetDefinition(id: "q", .queue("deleted"))]
            )
        ]
        return try TestBench(d) { $0.storage = storage }
    }

    private func events(_ bench: TestBench) async throws -> [JSON] {
        try await bench.pipeline.receive(from: "deleted", 10).map { try JSON(parsing: $0.body) }
    }

    @Test(arguments: [false, true]) func aDeleteMarkerHidesWhatStaysBelow(inMemory: Bool) async throws {
        let bench = try bench(inMemory ? MemoryStorage() : nil)
        let pipeline = bench.pipeline
        let first = try await pipeline.put([1], key: "k", in: "b", correlationID: "c")
        var deletion: ObjectDeletion?
        try await pipeline.running {
            _ = try await pipeline.delete("k", in: "b", correlationID: "c", causationID: "why")
            await pipeline.drain(advancing: bench.clock)
        }
        let history = try await pipeline.history(of: "k", in: "b")
        #expect(history.map(\.isDeleteMarker) == [true, false] && history[1].version == first)
        #expect(history[0].superseded == nil && history[1].superseded != nil)
        let hidden = await #expect(throws: ErrorInfo.self) { try await pipeline.object("k", in: "b") }
        #expect(hidden?.type == "NoSuchKey")
        let marker = await #expect(throws: ErrorInfo.self) {
            try await pipeline.object("k", in: "b", version: history[0].version)
        }
        #expect(marker?.type == "MethodNotAllowed")
        #expect(try await pipeline.object("k", in: "b", version: first) == [1])
        #expect(try await pipeline.objects(in: "b").isEmpty)
        let events = try await events(bench)
        #expect(events.count == 1)
        #expect(events[0][path: "detail.deletion-type"] == "Delete Marker Created")
        #expect(events[0][path: "detail.reason"] == "DeleteObject")
        #expect(events[0][path: "detail.object.version-id"]?.string == history[0].version)
        #expect(events[0][path: "detail.object.size"] == nil)

        // The marker's own removal brings the object back.
        deletion = try await pipeline.delete("k", in: "b", version: history[0].version)
        #expect(deletion == ObjectDeletion(version: history[0].version, isDeleteMarker: true))
        #expect(try await pipeline.object("k", in: "b") == [1])
        #expect(try await pipeline.head("k", in: "b").superseded == nil)
    }

    @Test func aVersionIsRemovedForEver() async throws {
        let bench = try bench()
        let pipeline = bench.pipeline
        let first = try await pipeline.put([1], key: "k", in: "b", correlationID: "c")
        let second = try await pipeline.put([2], key: "k", in: "b", correlationID: "c")
        let folder = bench.folder.path + "/objects/b/k"
        #expect(TestFolder.list(folder).count == 2)
        try await pipeline.running {
            _ = try await pipeline.delete("k", in: "b", version: second)
            await pipeline.drain(advancing: bench.clock)
        }
        #expect(TestFolder.list(folder) == [first])
        #expect(try await pipeline.object("k", in: "b") == [1], "the one before it is the newest again")
        #expect(try await pipeline.head("k", in: "b").superseded == nil)
        let event = try #require(try await events(bench).first)
        #expect(event[path: "detail.deletion-type"] == "Permanently Deleted" && event["correlationid"] == "c")
        #expect(event[path: "detail.object.size"] == 1)

        #expect(try await pipeline.delete("k", in: "b", version: second).version == nil, "twice is no error")
        let gone = await #expect(throws: ErrorInfo.self) { try await pipeline.object("k", in: "b", version: second) }
        #expect(gone?.type == "NoSuchVersion")
        #expect(try await pipeline.accounts().objects.deleted == 1)
    }

    @Test func aKeyThatIsNotThereGetsAMarkerAndABucketIsNeeded() async throws {
        let bench = try bench()
        let pipeline = bench.pipeline
        let deletion = try await pipeline.delete("never", in: "b")
        #expect(deletion.isDeleteMarker && deletion.version != nil)
        let error = await #expect(throws: ErrorInfo.self) { try await pipeline.delete("k", in: "other") }
        #expect(error?.type == "NoSuchBucket")
    }

    @Test func whatAKilledProcessLeftIsRemovedByTheNext() async throws {
        let bench = try bench()
        let pipeline = bench.pipeline
        let version = try await pipeline.put([1], key: "k", in: "b")
        // As it is when the process dies after the commit, before the bytes are removed.
        let object = try await pipeline.head("k", in: "b")
        try await pipeline.journal.write { try Wiring.remove(object, in: $0) }
        let folder = bench.folder.path + "/objects/b/k"
        #expect(TestFolder.list(folder) == [version])
        try await pipeline.running {
            while !TestFolder.list(folder).isEmpty { await Task.yield() }
        }
        #expect(TestFolder.list(folder).isEmpty)
    }

    @Test func metadataComesBackAndIsBounded() async throws {
        let bench = try bench()
        let pipeline = bench.pipeline
        try await pipeline.put([1], key: "k", in: "b", metadata: ["width": "200", "a": "日本"])
        #expect(try await pipeline.head("k", in: "b").metadata == ["width": "200", "a": "日本"])
        let error = await #expect(throws: ErrorInfo.self) {
            try await pipeline.put([1], key: "k", in: "b", metadata: ["x": String(repeating: "y", count: 2_048)])
        }
        #expect(error?.type == "MetadataTooLarge")
    }
}
