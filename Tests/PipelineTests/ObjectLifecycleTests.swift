import EventModel
import Testing

@testable import Pipeline

@Suite struct ObjectLifecycleTests {
    private static let day = Duration.seconds(86_400)
    /// 2027-01-15T08:00:00Z: not a midnight.
    private static let start = Timestamp(seconds: 1_800_000_000)

    private func bench(_ rules: LifecycleRule..., in folder: TestFolder = TestFolder(), clock: ManualClock? = nil)
        throws
        -> TestBench
    {
        var d = PipelineDefinition()
        d.buckets = [BucketDefinition(name: "b", lifecycle: rules)]
        d.queues = [QueueDefinition(name: "told")]
        d.rules = [
            RuleDefinition(
                name: "told",
                pattern: ["source": ["aws.s3"], "detail-type": [["anything-but": "Object Created"]]],
                targets: [TargetDefinition(id: "q", .queue("told"))]
            )
        ]
        return try TestBench(d, in: folder, clock: clock ?? ManualClock(Self.start))
    }

    private func told(_ bench: TestBench) async throws -> [JSON] {
        try await bench.drain { _ in }
        return try await bench.pipeline.receive(from: "told", 10).map { try JSON(parsing: $0.body) }
    }

    @Test func wholeDaysAreUpAtTheNextMidnight() {
        let age = LifecycleRule.Age.days(3)
        // The service's own example: created on the 15th at 10:30, three days, on the 19th at midnight.
        let created = Timestamp(rfc3339: "2014-01-15T10:30:00Z")!
        #expect(age.due(from: created) == Timestamp(rfc3339: "2014-01-19T00:00:00Z"))
        let midnight = Timestamp(rfc3339: "2014-01-15T00:00:00Z")!
        #expect(age.due(from: midnight) == Timestamp(rfc3339: "2014-01-18T00:00:00Z"))
        #expect(LifecycleRule.Age(.seconds(30)).due(from: created) == created + .seconds(30))
        for now in ["2014-01-18T23:59:59Z", "2014-01-19T00:00:00Z", "2014-01-19T10:00:00Z"] {
            let now = Timestamp(rfc3339: now)!
            #expect((created <= age.latestStart(by: now)) == (age.due(from: created) <= now))
        }
    }

    @Test func whatIsOldExpiresAndTheRestStays() async throws {
        let bench = try bench(LifecycleRule(id: "r", prefix: "tmp/", expiration: .days(1)))
        let pipeline = bench.pipeline
        try await pipeline.put([1], key: "tmp/old", in: "b", correlationID: "c")
        try await pipeline.put([1], key: "keep/old", in: "b", correlationID: "c")
        bench.clock.advance(by: Self.day)
        try await pipeline.put([1], key: "tmp/new", in: "b", correlationID: "c")
        #expect(await pipeline.applyLifecycle(at: bench.clock.now()) == 0, "not before midnight")
        bench.clock.advance(to: Timestamp(rfc3339: "2027-01-17T00:00:00Z")!)
        #expect(await pipeline.applyLifecycle(at: bench.clock.now()) == 1)
        #expect(await pipeline.applyLifecycle(at: bench.clock.now()) == 0)
        #expect(try await pipeline.objects(in: "b").map(\.key) == ["keep/old", "tmp/new"])
        #expect(try await pipeline.history(of: "tmp/old", in: "b").map(\.isDeleteMarker) == [true, false])
        let events = try await told(bench)
        #expect(events.count == 1 && events[0][path: "detail.reason"] == "Lifecycle Expiration")
        #expect(events[0][path: "detail.deletion-type"] == "Delete Marker Created")
        #expect(events[0]["correlationid"] == "c" && events[0][path: "detail.object.key"] == "tmp/old")
        #expect(try await pipeline.accounts().objects.expired == 1)
        let line = try bench.lines().first { $0["event_type"] == "Lifecycle" }
        #expect(line?["message"] == "lifecycle rule r of b: 1 expired" && line?["count"] == 1)
    }

    @Test func versionsDoNotGrowWithoutBound() async throws {
        let rule = LifecycleRule(id: "r", noncurrent: .init(after: LifecycleRule.Age(.seconds(60)), keeping: 2))
        let bench = try bench(rule)
        let pipeline = bench.pipeline
        var versions: [String] = []
        for n in 0..<7 {
            versions.append(try await pipeline.put([UInt8(n)], key: "k", in: "b", correlationID: "c"))
            bench.clock.advance(by: .seconds(20))
        }
        // Superseded at 20, 40, 60, 80, 100 and 120 s; it is 140 s.
        #expect(await pipeline.applyLifecycle(at: bench.clock.now()) == 4)
        #expect(try await pipeline.versions(of: "k", in: "b") == versions.suffix(3).reversed())
        #expect(TestFolder.list(bench.folder.path + "/objects/b/k").count == 3)
        #expect(try await told(bench).allSatisfy { $0[path: "detail.deletion-type"] == "Permanently Deleted" })
        #expect(try await pipeline.object("k", in: "b") == [6])
        bench.clock.advance(by: .seconds(3600))
        #expect(await pipeline.applyLifecycle(at: bench.clock.now()) == 0, "two are kept whatever their age")
    }

    @Test func theNewestIsNeverRemovedAsNoncurrent() async throws {
        let bench = try bench(LifecycleRule(id: "r", noncurrent: .init(after: LifecycleRule.Age(.seconds(1)))))
        try await bench.pipeline.put([1], key: "k", in: "b")
        bench.clock.advance(by: Self.day * 400)
        #expect(await bench.pipeline.applyLifecycle(at: bench.clock.now()) == 0)
        #expect(try await bench.pipeline.object("k", in: "b") == [1])
    }

    @Test func objectsMoveToColderClassesOnly() async throws {
        let rule = LifecycleRule(
            id: "r",
            transitions: [
                .init(after: .days(30), to: .standardInfrequentAccess),
                .init(after: .days(90), to: .glacierInstantRetrieval),
            ]
        )
        let bench = try bench(rule)
        let pipeline = bench.pipeline
        let version = try await pipeline.put([7, 8], key: "k", in: "b", metadata: ["m": "1"])
        bench.clock.advance(by: Self.day * 31)
        #expect(await pipeline.applyLifecycle(at: bench.clock.now()) == 1)
        let first = try await pipeline.head("k", in: "b")
        #expect(
            first.storageClass == .standardInfrequentAccess && first.version == version && first.metadata == ["m": "1"]
        )
        #expect(TestFolder.list(bench.folder.path + "/objects/b/k").isEmpty)
        #expect(TestFolder.list(bench.folder.path + "/stores/STANDARD_IA/b/k") == [version])
        bench.clock.advance(by: Self.day * 60)
        #expect(await pipeline.applyLifecycle(at: bench.clock.now()) == 1)
        #expect(try await pipeline.head("k", in: "b").storageClass == .glacierInstantRetrieval)
        #expect(TestFolder.list(bench.folder.path + "/stores/STANDARD_IA/b/k").isEmpty)
        #expect(try await pipeline.object("k", in: "b") == [7, 8])
        let events = try await told(bench)
        #expect(
            events.map { $0[path: "detail.destination-storage-class"] } == ["STANDARD_IA", "GLACIER_IR"]
                && events.allSatisfy { $0["detail-type"] == "Object Storage Class Changed" }
        )
        bench.clock.advance(by: Self.day * 365)
        #expect(await pipeline.applyLifecycle(at: bench.clock.now()) == 0)
    }

    @Test func expiryWinsOverATransition() async throws {
        let bench = try bench(
            LifecycleRule(
                id: "r",
                transitions: [.init(after: .days(1), to: .standardInfrequentAccess)],
                expiration: .days(1)
            )
        )
        try await bench.pipeline.put([1], key: "k", in: "b")
        bench.clock.advance(by: Self.day * 2)
        #expect(await bench.pipeline.applyLifecycle(at: bench.clock.now()) == 1)
        let history = try await bench.pipeline.history(of: "k", in: "b")
        #expect(history.map(\.isDeleteMarker) == [true, false] && history[1].storageClass == .standard)
    }

    @Test func aMarkerOfNothingGoesAndADisabledRuleDoesNothing() async throws {
        let bench = try bench(
            LifecycleRule(id: "markers", removesExpiredMarkers: true),
            LifecycleRule(id: "off", isEnabled: false, expiration: LifecycleRule.Age(.seconds(1)))
        )
        let pipeline = bench.pipeline
        try await pipeline.delete("nothing", in: "b")
        let version = try await pipeline.put([1], key: "k", in: "b")
        try await pipeline.delete("k", in: "b")
        bench.clock.advance(by: .seconds(60))
        #expect(await pipeline.applyLifecycle(at: bench.clock.now()) == 1)
        #expect(try await pipeline.history(of: "nothing", in: "b").isEmpty)
        #expect(try await pipeline.versions(of: "k", in: "b").last == version)
    }

    @Test func aTransitionThatFailsIsTriedAgain() async throws {
        let store = FlakyStorage(failures: 1)
        var d = PipelineDefinition()
        d.buckets = [
            BucketDefinition(
                name: "b",
                lifecycle: [
                    LifecycleRule(
                        id: "r",
                        transitions: [.init(after: LifecycleRule.Age(.seconds(1)), to: .standardInfrequentAccess)]
                    )
                ]
            )
        ]
        let bench = try TestBench(d) { $0.stores = ["STANDARD_IA": store] }
        try await bench.pipeline.put([1], key: "k", in: "b")
        bench.clock.advance(by: .seconds(2))
        #expect(await bench.pipeline.applyLifecycle(at: bench.clock.now()) == 0)
        #expect(try await bench.pipeline.object("k", in: "b") == [1])
        #expect(try bench.lines().contains { $0["severity"] == "ERROR" && "\($0)".contains("flaky") })
        #expect(await bench.pipeline.applyLifecycle(at: bench.clock.now()) == 1)
        #expect(try await bench.pipeline.object("k", in: "b") == [1])
    }

    @Test func aRunningPipelineAppliesThemWhenTheyAreDue() async throws {
        let bench = try bench(LifecycleRule(id: "r", expiration: LifecycleRule.Age(.seconds(90))))
        let (pipeline, clock) = (bench.pipeline, bench.clock)
        try await pipeline.running {
            try await pipeline.put([1], key: "k", in: "b")
            for _ in 0..<200 {
                if try await pipeline.objects(in: "b").isEmpty { break }
                clock.advance(by: .seconds(1))
                for _ in 0..<50 { await Task.yield() }
                await pipeline.settle()
            }
        }
        #expect(try await pipeline.objects(in: "b").isEmpty)
        #expect(clock.now() - Self.start >= .seconds(90), "not before its time")
    }
}
