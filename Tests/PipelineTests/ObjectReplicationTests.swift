import EventModel
import Testing

@testable import Pipeline

@Suite struct ObjectReplicationTests {
    private func definition(_ rules: ReplicationRule...) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.buckets = [
            BucketDefinition(name: "from", replication: rules),
            BucketDefinition(name: "to", location: "second"),
            BucketDefinition(
                name: "also",
                location: "second",
                replication: [ReplicationRule(id: "on", destination: "from")]
            ),
        ]
        d.queues = [QueueDefinition(name: "told")]
        d.rules = [
            RuleDefinition(
                name: "told",
                pattern: ["source": ["aws.s3"], "detail": ["bucket": ["name": ["to", "also"]]]],
                targets: [TargetDefinition(id: "q", .queue("told"))]
            )
        ]
        return d
    }

    private let all = ReplicationRule(id: "r", prefix: "in/", destination: "to")

    @Test func anObjectIsCopiedIntoTheSecondStore() async throws {
        let bench = try TestBench(definition(all))
        let pipeline = bench.pipeline
        try await bench.drain { pipeline in
            try await pipeline.put(
                [1, 2],
                key: "in/a",
                in: "from",
                metadata: ["m": "1"],
                correlationID: "c",
                flow: "f"
            )
            try await pipeline.put([3], key: "out/a", in: "from", correlationID: "d", flow: "f")
        }
        let version = try await pipeline.head("in/a", in: "from").version
        let copy = try await pipeline.head("in/a", in: "to")
        #expect(copy.version == version && copy.metadata == ["m": "1"] && copy.replication == .replica)
        #expect(try await pipeline.object("in/a", in: "to") == [1, 2])
        #expect(try await pipeline.head("in/a", in: "from").replication == .completed)
        #expect(try await pipeline.head("out/a", in: "from").replication == nil)
        #expect(try await pipeline.objects(in: "to").count == 1)
        #expect(TestFolder.list(bench.folder.path + "/stores/second/to") == ["in%2Fa"])
        let event = try #require(try await pipeline.receive(from: "told", 10).first)
        #expect(event.correlationID == "c")
        #expect(try JSON(parsing: event.body)[path: "detail.requester"] == "s3.amazonaws.com")
        let accounts = try await pipeline.accounts()
        #expect(accounts.objects.replicated == 1 && accounts.objects.replicationsPending == 0)
        #expect(try bench.lines().contains { $0["message"] == "object replicated" && $0["correlation_id"] == "c" })
    }

    @Test func itIsPendingUntilItIsDoneAndDoneAfterARestart() async throws {
        let folder = TestFolder()
        var definition = definition(all)
        // What nobody receives would keep the flow open.
        definition.rules = []
        let clock = ManualClock()
        do {
            let bench = try TestBench(definition, in: folder, clock: clock)
            for n in 0..<20 {
                try await bench.pipeline.put([UInt8(n)], key: "in/a", in: "from", correlationID: "c", flow: "f")
            }
            #expect(try await bench.pipeline.head("in/a", in: "from").replication == .pending)
            let accounts = try await bench.pipeline.accounts()
            #expect(accounts.inFlight == 1 && accounts.objects.replicationsPending == 20)
            bench.pipeline.close()
        }
        let bench = try TestBench(definition, in: folder, clock: clock)
        try await bench.drain { _ in }
        let from = try await bench.pipeline.history(of: "in/a", in: "from")
        #expect(from.allSatisfy { $0.replication == .completed })
        // Every version, in the order in which they were stored.
        #expect(try await bench.pipeline.versions(of: "in/a", in: "to") == from.map(\.version))
        #expect(try await bench.pipeline.object("in/a", in: "to") == [19])
        #expect(try await bench.pipeline.accounts().completed == 1)
    }

    @Test func aFailureIsRetriedAndThenVisible() async throws {
        let store = FlakyStorage(failures: 2)
        let bench = try TestBench(definition(all)) { $0.stores = ["second": store] }
        try await bench.drain { try await $0.put([1], key: "in/a", in: "from", correlationID: "c") }
        #expect(store.writes == 3)
        #expect(try await bench.pipeline.head("in/a", in: "from").replication == .completed)
        #expect(try bench.lines().count { $0["severity"] == "WARN" && $0["event_type"] == "Replication" } == 2)

        let broken = FlakyStorage(failures: .max)
        let other = try TestBench(definition(all)) {
            $0.stores = ["second": broken]
            $0.replicationAttempts = 4
        }
        try await other.drain { try await $0.put([1], key: "in/a", in: "from", correlationID: "c") }
        #expect(broken.writes == 4)
        #expect(try await other.pipeline.head("in/a", in: "from").replication == .failed)
        let accounts = try await other.pipeline.accounts()
        #expect(accounts.objects.replicationsFailed == 1 && accounts.inFlight == 0)
        let line = try #require(try other.lines().first { $0["event_type"] == "OperationFailedReplication" })
        #expect(line["severity"] == "ERROR" && line[path: "error.message"] == "a flaky disk" && line["attempt"] == 4)
        #expect(line["correlation_id"] == "c")
    }

    @Test func deleteMarkersAreCopiedWhereAskedForOnly() async throws {
        for asked in [false, true] {
            var rule = all
            rule.copiesDeleteMarkers = asked
            let bench = try TestBench(definition(rule))
            try await bench.drain { pipeline in
                try await pipeline.put([1], key: "in/a", in: "from", correlationID: "c")
                try await pipeline.delete("in/a", in: "from", correlationID: "c")
            }
            let copies = try await bench.pipeline.history(of: "in/a", in: "to")
            #expect(copies.map(\.isDeleteMarker) == (asked ? [true, false] : [false]))
            // A version's removal never is.
            let version = try #require(try await bench.pipeline.versions(of: "in/a", in: "from").last)
            try await bench.drain { try await $0.delete("in/a", in: "from", version: version) }
            #expect(try await bench.pipeline.object("in/a", in: "to", version: version) == [1])
        }
    }

    @Test func aCopyIsNotCopiedOnAndTwoDestinationsAreTwoCopies() async throws {
        var second = all
        second.id = "s"
        second.destination = "also"
        second.storageClass = .standardInfrequentAccess
        var lower = all
        lower.id = "lower"
        lower.storageClass = .glacierInstantRetrieval
        var first = all
        first.priority = 1
        let bench = try TestBench(definition(lower, second, first))
        try await bench.drain { try await $0.put([1], key: "in/a", in: "from", correlationID: "c") }
        #expect(try await bench.pipeline.versions(of: "in/a", in: "from").count == 1, "also → from copies no copy")
        #expect(try await bench.pipeline.head("in/a", in: "to").storageClass == .standard, "the higher priority")
        #expect(try await bench.pipeline.head("in/a", in: "also").storageClass == .standardInfrequentAccess)
        #expect(try await bench.pipeline.head("in/a", in: "from").replication == .completed)
        #expect(try await bench.pipeline.object("in/a", in: "also") == [1])
    }

    @Test func aRuleThatIsGoneCopiesNothingAnyMore() async throws {
        let folder = TestFolder()
        do {
            let bench = try TestBench(definition(all), in: folder)
            try await bench.pipeline.put([1], key: "in/a", in: "from", correlationID: "c", flow: "f")
            bench.pipeline.close()
        }
        let bench = try TestBench(definition(), in: folder)
        try await bench.drain { _ in }
        #expect(try await bench.pipeline.head("in/a", in: "from").replication == .failed)
        #expect(try await bench.pipeline.objects(in: "to").isEmpty)
        #expect(try await bench.pipeline.accounts().completed == 1)
    }

    @Test func whatIsNotCopiedYetDoesNotAge() async throws {
        var definition = definition(all)
        definition.buckets[0].lifecycle = [LifecycleRule(id: "r", expiration: .init(.seconds(1)))]
        let broken = FlakyStorage(failures: .max)
        let bench = try TestBench(definition) {
            $0.stores = ["second": broken]
            $0.replicationAttempts = 2
        }
        let pipeline = bench.pipeline
        try await pipeline.put([1], key: "in/a", in: "from")
        try await pipeline.put([1], key: "out/a", in: "from")
        bench.clock.advance(by: .seconds(60))
        #expect(await pipeline.applyLifecycle(at: bench.clock.now()) == 1)
        #expect(try await pipeline.objects(in: "from").map(\.key) == ["in/a"], "it is pending")
        try await bench.drain { _ in }
        bench.clock.advance(by: .seconds(60))
        #expect(await pipeline.applyLifecycle(at: bench.clock.now()) == 0)
        #expect(try await pipeline.head("in/a", in: "from").replication == .failed)
    }

    @Test func whatIsRemovedBeforeItWasCopiedIsNoFailure() async throws {
        let bench = try TestBench(definition(all))
        let version = try await bench.pipeline.put([1], key: "in/a", in: "from", correlationID: "c")
        try await bench.pipeline.delete("in/a", in: "from", version: version)
        try await bench.drain { _ in }
        #expect(try await bench.pipeline.objects(in: "to").isEmpty)
        #expect(try await bench.pipeline.accounts().objects.replicationsPending == 0)
    }

    @Test func rulesAreChecked() {
        func refused(_ buckets: [BucketDefinition]) -> String? {
            var d = PipelineDefinition()
            d.buckets = buckets
            do { try d.validate() } catch { return error.description }
            return nil
        }
        func to(_ name: String) -> [ReplicationRule] { [ReplicationRule(id: "r", destination: name)] }
        #expect(refused([BucketDefinition(name: "a", replication: to("a"))])?.contains("its own bucket") == true)
        #expect(refused([BucketDefinition(name: "a", replication: to("b"))])?.contains("no bucket b") == true)
        #expect(refused([BucketDefinition(name: "a", replication: to("b") + to("b")), "b"])?.contains("twice") == true)
        #expect(refused(["a", "a"])?.contains("twice") == true)
        #expect(refused([BucketDefinition(name: "a", location: "x.y")])?.contains("location") == true)
        #expect(
            refused([BucketDefinition(name: "a", lifecycle: [LifecycleRule(id: "r")])])?.contains("does nothing")
                == true
        )
        #expect(refused([BucketDefinition(name: "a", replication: to("b")), "b"]) == nil)
    }
}
