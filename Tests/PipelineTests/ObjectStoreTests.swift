import EventModel
import Testing

@testable import Pipeline

@Suite struct ObjectStoreTests {
    private func bench(_ storage: (any StorageService)? = nil) throws -> TestBench {
        var d = PipelineDefinition()
        d.buckets = ["raw-data"]
        d.queues = [QueueDefinition(name: "created")]
        d.rules = [
            RuleDefinition(
                name: "csv",
                pattern: [
                    "source": ["aws.s3"], "detail-type": ["Object Created"],
                    "detail": ["object": ["key": [["suffix": ".csv"]]]],
                ],
                targets: [TargetDefinition(id: "q", .queue("created"))]
            )
        ]
        return try TestBench(d) { $0.storage = storage }
    }

    @Test(arguments: [false, true]) func everyPutIsAVersionAndAnEvent(inMemory: Bool) async throws {
        let bench = try bench(inMemory ? MemoryStorage() : nil)
        let pipeline = bench.pipeline
        var versions: [String] = []
        try await bench.drain { pipeline in
            for text in ["one", "two"] {
                try await pipeline.put(Array(text.utf8), key: "in/a.csv", in: "raw-data", correlationID: "c")
            }
            try await pipeline.put([], key: "a.txt", in: "raw-data")
        }
        versions = try await pipeline.versions(of: "in/a.csv", in: "raw-data")
        #expect(versions.count == 2)
        #expect(try await pipeline.object("in/a.csv", in: "raw-data") == Array("two".utf8))
        #expect(try await pipeline.object("in/a.csv", in: "raw-data", version: versions[1]) == Array("one".utf8))
        #expect(try await pipeline.object("a.txt", in: "raw-data").isEmpty)
        let messages = try await pipeline.receive(from: "created", 10)
        #expect(messages.count == 2 && messages.allSatisfy { $0.correlationID == "c" })
        let event = try JSON(parsing: messages[0].body)
        #expect(event["detail"]?["object"]?["size"] == 3 && event["detail"]?["bucket"]?["name"] == "raw-data")
        #expect(TestFolder.list(bench.folder.path).contains("objects") == !inMemory)
        let missing = await #expect(throws: ErrorInfo.self) { try await pipeline.object("b", in: "raw-data") }
        #expect(missing?.type == "NoSuchKey")
        let bucket = await #expect(throws: ErrorInfo.self) { try await pipeline.put([], key: "b", in: "other") }
        #expect(bucket?.type == "NoSuchBucket")
    }

    @Test(arguments: [
        "../../../etc/passwd", "/etc/passwd", "..", ".", "a/../../b", "nul\u{0}byte", "new\nline", "-rf", "%2e%2e%2f",
        "日本語/ファイル.csv",
        String(repeating: "x", count: 1024), String(repeating: "../", count: 300), " ", "a\\b", "CON", "raw-data/../x",
    ])
    func noKeyLeavesItsFolder(key: String) async throws {
        let bench = try bench()
        try await bench.pipeline.put([1, 2, 3], key: key, in: "raw-data")
        #expect(try await bench.pipeline.object(key, in: "raw-data") == [1, 2, 3])
        let objects = bench.folder.path + "/objects"
        #expect(TestFolder.list(objects) == ["raw-data"])
        let folders = TestFolder.list(objects + "/raw-data")
        #expect(folders.count == 1 && !folders[0].contains("/") && folders[0].utf8.count < 200)
        #expect(TestFolder.list(objects + "/raw-data/" + folders[0]).count == 1)
        #expect(
            !TestFolder.list(bench.folder.path).contains {
                !["lock", "lock.taken", "objects", "telemetry"].contains($0) && !$0.hasPrefix("pipeline.sqlite")
            }
        )
    }

    @Test func keysThatCannotBeAreRefused() async throws {
        let pipeline = try bench().pipeline
        for (key, type) in [("", "InvalidObjectName"), (String(repeating: "x", count: 1025), "KeyTooLongError")] {
            let error = await #expect(throws: ErrorInfo.self) { try await pipeline.put([], key: key, in: "raw-data") }
            #expect(error?.type == type)
        }
    }

    @Test(arguments: ["..", "a/b", "", "UPPER", ".a", "a.", String(repeating: "x", count: 64), "a..b"])
    func bucketNamesAreChecked(name: String) {
        var d = PipelineDefinition()
        d.buckets = [BucketDefinition(name: name)]
        #expect(throws: DefinitionError.self) { try d.validate() }
    }
}
