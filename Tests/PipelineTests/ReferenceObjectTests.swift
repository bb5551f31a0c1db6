import EventModel
import Testing

@testable import Pipeline

@Suite struct ReferenceObjectTests {
    private func definition(_ text: String) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.buckets = ["reference"]
        d.referenceObjects = [ReferenceObject(bucket: "reference", key: "a.json", bytes: Array(text.utf8))]
        return d
    }

    @Test func itIsThereFromTheStartAndNobodyIsTold() async throws {
        let folder = TestFolder()
        do {
            let bench = try TestBench(definition("one"), in: folder)
            try await bench.drain { _ in }
            #expect(try await bench.pipeline.object("a.json", in: "reference") == Array("one".utf8))
            #expect(try await bench.pipeline.accounts().events.published == 0)
            // It is stored once, however often the pipeline starts.
            try await bench.drain { _ in }
            #expect(try await bench.pipeline.versions(of: "a.json", in: "reference").count == 1)
        }
        let bench = try TestBench(definition("two"), in: folder)
        try await bench.drain { pipeline in
            #expect(try await pipeline.object("a.json", in: "reference") == Array("one".utf8), "what is there stays")
            try await pipeline.put(Array("three".utf8), key: "a.json", in: "reference")
        }
        try await bench.drain { _ in }
        #expect(try await bench.pipeline.object("a.json", in: "reference") == Array("three".utf8))
    }

    @Test func itNeedsABucketAndAKey() throws {
        var d = definition("one")
        d.buckets = []
        #expect(throws: DefinitionError("object a.json: no bucket reference")) { try d.validate() }
        d = definition("one")
        d.referenceObjects[0].key = ""
        #expect(throws: DefinitionError.self) { try d.validate() }
    }

    @Test func flowsMayShareOneAndTheFirstSaysWhatItIs() {
        var d = definition("one")
        d.merge(definition("two"))
        #expect(d.referenceObjects.map(\.bytes) == [Array("one".utf8)] && d.buckets == ["reference"])
    }
}
