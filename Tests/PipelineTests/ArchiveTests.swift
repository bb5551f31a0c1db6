import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite struct ArchiveTests {
    static func definition(_ archive: ArchiveDefinition? = ArchiveDefinition(name: "all")) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.archives = [archive].compactMap { $0 }
        return d
    }

    static func event(_ n: Int, at time: Timestamp, type: String = "T", data: JSON? = nil) -> Event {
        Event(
            id: "e-\(n)",
            source: "shop",
            type: type,
            time: time,
            subject: "s-\(n)",
            data: data ?? ["n": .int(n)],
            correlationID: "c-\(n)",
            causationID: n % 2 == 0 ? "x" : nil,
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        )
    }

    /// What an archive holds, as its reader gives it.
    static func lines(_ pipeline: Pipeline, _ name: String = "all", page: Int = 7) async throws -> [JSON] {
        var all: [JSON] = []
        var cursor = ArchiveCursor(before: Timestamp(nanoseconds: .min))
        let span = ArchiveSpan(archive: name, end: .never)
        while true {
            let lines = try await pipeline.archiveReader.next(span, after: cursor, limit: page)
            all += lines.map(\.json)
            guard lines.count == page, let last = lines.last else { return all }
            cursor = last.place
        }
    }

    private func rows(_ pipeline: Pipeline) async throws -> Int {
        try await pipeline.journal.read { try $0.integer("SELECT count(*) FROM archive_rows") ?? -1 }
    }

    @Test func anEventIsArchivedWithItsPublishAndComesBackWhole() async throws {
        let bench = try TestBench(Self.definition())
        let event = Self.event(2, at: Timestamp(rfc3339: "2027-01-15T08:00:00.123456Z")!)
        try await bench.pipeline.publish(event)
        let line = try #require(try await Self.lines(bench.pipeline).first)
        #expect(line["sequence"] == 1 && line["event_id"] == "e-2" && line["event_type"] == "T")
        #expect(line["timestamp"] == "2027-01-15T08:00:00.123456Z" && line["source"] == "shop")
        #expect(line["service_name"] == "shop" && line["correlation_id"] == "c-2" && line["causation_id"] == "x")
        #expect(line["payload"] == ["n": 2] && line["severity"] == "INFO")
        #expect(Set(ArchiveLine.body(of: line).object?.members ?? []) == Set(event.eventBridge.object?.members ?? []))
        #expect(ArchiveLine.body(of: line)["traceparent"] != nil && ArchiveLine.body(of: line)["resources"] == [])
        #expect(Event(eventBridge: ArchiveLine.body(of: line)) == event)
    }

    @Test func aPatternChoosesAndReplayedEventsStayOutUnlessItNamesThem() throws {
        var d = Self.definition(ArchiveDefinition(name: "a", pattern: ["detail": ["n": [["numeric": [">", 1]]]]]))
        d.archives.append(ArchiveDefinition(name: "r", pattern: ["replay-name": [["exists": true]]]))
        d.archives.append(ArchiveDefinition(name: "all"))
        let wiring = try Wiring(d, ids: countingIDs())
        func names(_ n: Int, replayed: Bool) -> [String] {
            var body = Self.event(n, at: Timestamp(seconds: 1)).eventBridge.object!
            if replayed { body["replay-name"] = "again" }
            return wiring.archives["default"]!.filter { $0.takes(.object(body)) }.map(\.definition.name)
        }
        #expect(names(2, replayed: false) == ["a", "all"] && names(1, replayed: false) == ["all"])
        #expect(names(2, replayed: true) == ["r"])
    }

    @Test func whatIsNoneOfItsBusStaysOut() async throws {
        var d = Self.definition(ArchiveDefinition(name: "all", bus: "other"))
        d.buses.append("other")
        let bench = try TestBench(d)
        try await bench.pipeline.publish(Self.event(1, at: bench.clock.now()))
        #expect(try await Self.lines(bench.pipeline).isEmpty)
        try await bench.pipeline.publish(Self.event(2, at: bench.clock.now()), on: "other")
        #expect(try await Self.lines(bench.pipeline).count == 1)
    }

    @Test func aPublishThatIsUndoneLeavesNoLine() async throws {
        let bench = try TestBench(Self.definition())
        struct Undone: Error {}
        await #expect(throws: Undone.self) {
            try await bench.pipeline.journal.write { [wiring = bench.pipeline.wiring, now = bench.clock.now()] db in
                var lines = TelemetryLines()
                let event = Self.event(1, at: now)
                try wiring.publish(event, body: event.eventBridge, on: "default", flow: "f", in: db, at: now, &lines)
                throw Undone()
            }
        }
        #expect(try await Self.lines(bench.pipeline).isEmpty)
    }

    /// By count, by size and by age, an object an hour, its key by the date and its first sequence number.
    @Test func rowsBecomeObjects() async throws {
        let bench = try TestBench(Self.definition()) {
            $0.archiveLimits = ArchivePack.Limits(events: 5, bytes: 10_000, age: .seconds(60))
        }
        let (pipeline, clock) = (bench.pipeline, bench.clock)
        let hour = Timestamp(rfc3339: "2027-01-15T08:00:00Z")!
        for n in 0..<12 {
            try await pipeline.publish(Self.event(n, at: hour + .seconds(n == 3 ? 3_700 : Int64(20 - n))))
        }
        #expect(await pipeline.packArchives(at: clock.now()) == 10)
        #expect(try await rows(pipeline) == 2)
        let keys = try await pipeline.objects(in: "archives").map(\.key)
        #expect(
            keys == ["all/2027/01/15/08/000000000001.jsonl.gz", "all/2027/01/15/08/000000000007.jsonl.gz"],
            "the fourth is of another hour"
        )
        let text = String(decoding: try Gzip.unpack(try await pipeline.object(keys[0], in: "archives")), as: UTF8.self)
        let sequences = try text.split(separator: "\n").map { try JSON(parsing: String($0))["sequence"]?.integer }
        #expect(sequences == [6, 5, 3, 2, 1], "by time")
        let all = try await Self.lines(pipeline)
        #expect(
            all.map { $0["event_id"]?.string } == ([11, 10, 9, 8, 7, 6, 5, 4, 2, 1, 0, 3] as [Int]).map { "e-\($0)" }
        )
        // A large one goes alone; what is left comes of age.
        try await pipeline.publish(
            Self.event(20, at: hour, data: ["x": .string(String(repeating: "y", count: 11_000))])
        )
        #expect(await pipeline.packArchives(at: clock.now()) == 2)
        clock.advance(by: .seconds(59))
        #expect(await pipeline.packArchives(at: clock.now()) == 0)
        clock.advance(by: .seconds(1))
        #expect(await pipeline.packArchives(at: clock.now()) == 1)
        #expect(try await rows(pipeline) == 0)
        #expect(try await Self.lines(pipeline).count == 13)
        #expect(try await pipeline.accounts().events.published == 13, "objects of an archive are no events")
    }

    /// A process that dies between the steps of making an object makes the same one again.
    @Test func aKilledPackerNeitherLosesNorDoubles() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        func bench() throws -> TestBench {
            try TestBench(Self.definition(), in: folder, clock: clock) { $0.archiveLimits.events = 3 }
        }
        let first = try bench()
        for n in 0..<4 { try await first.pipeline.publish(Self.event(n, at: clock.now())) }
        // As far as the bytes, and no further.
        guard
            case .pack(let pack) = try await first.pipeline.journal.read({ db in
                try ArchivePack.next(.init(events: 3), ["all": "archives"], all: false, in: db, at: clock.now())
            })
        else {
            Issue.record("nothing is due")
            return
        }
        try await first.pipeline.journal.write { try pack.begin(in: $0) }
        let text = try await first.pipeline.journal.read { try pack.text(in: $0) }
        _ = try await first.pipeline.stores[""].write(
            Gzip.pack(text),
            key: pack.key,
            version: pack.version,
            bucket: "archives"
        )
        for n in 4..<6 { try await first.pipeline.publish(Self.event(n, at: clock.now())) }
        first.pipeline.close()
        let second = try bench()
        #expect(try await Self.lines(second.pipeline).count == 6)
        #expect(await second.pipeline.packArchives(at: clock.now()) == 6)
        let ids = try await Self.lines(second.pipeline).map { $0["event_id"]?.string }
        #expect(ids == (0..<6).map { "e-\($0)" })
        let files = try await second.pipeline.objects(in: "archives").map(\.path)
        #expect(files.count == 2 && files[0].hasSuffix("/1-3") && files[1].hasSuffix("/4-6"))
        #expect(TestFolder.list(folder.path + "/objects/archives").count == 2, "no file that nothing knows of")
        // Done once more, it does nothing.
        let again = try await second.pipeline.journal.write { db in
            let object = ObjectVersion(
                bucket: "archives",
                key: "k",
                version: "v",
                stored: clock.now(),
                correlationID: nil,
                eventID: nil
            )
            return try pack.finish(object, in: db, at: clock.now())
        }
        #expect(again == 0)
    }

    @Test func aRunPacksByItselfAndWhatIsLeftAtItsEnd() async throws {
        let bench = try TestBench(Self.definition())
        try await bench.pipeline.running {
            _ = try await bench.pipeline.publish(Self.event(1, at: bench.clock.now()))
        }
        #expect(try await rows(bench.pipeline) == 0)
        #expect(try await bench.pipeline.objects(in: "archives").count == 1)
    }

    @Test func aFailedPackerIsReportedAndLosesNothing() async throws {
        let storage = FlakyStorage(failures: 1)
        let bench = try TestBench(Self.definition()) {
            $0.storage = storage
            $0.archiveLimits.events = 2
        }
        for n in 0..<2 { try await bench.pipeline.publish(Self.event(n, at: bench.clock.now())) }
        #expect(await bench.pipeline.packArchives(at: bench.clock.now()) == 0)
        #expect(try bench.lines().contains { $0["event_type"] == "ArchiveFailed" && $0["severity"] == "ERROR" })
        #expect(try await Self.lines(bench.pipeline).count == 2)
        #expect(await bench.pipeline.packArchives(at: bench.clock.now()) == 2)
    }

    @Test func retentionRemovesWhatIsOldAndCounts() async throws {
        let bench = try TestBench(Self.definition(ArchiveDefinition(name: "all", retentionDays: 2))) {
            $0.archiveLimits.events = 2
        }
        let (pipeline, clock) = (bench.pipeline, bench.clock)
        try await pipeline.register()
        for n in 0..<3 { try await pipeline.publish(Self.event(n, at: clock.now())) }
        await pipeline.packArchives(at: clock.now())
        clock.advance(by: .seconds(86_400))
        try await pipeline.publish(Self.event(3, at: clock.now()))
        #expect(await pipeline.expireArchives(at: clock.now()) == 0)
        clock.advance(by: .seconds(86_400))
        #expect(await pipeline.expireArchives(at: clock.now()) == 3)
        #expect(try await Self.lines(pipeline).map { $0["event_id"] } == ["e-3"])
        #expect(try await pipeline.objects(in: "archives").isEmpty)
        #expect(
            TestFolder.list(bench.folder.path + "/objects/archives").flatMap {
                TestFolder.list(bench.folder.path + "/objects/archives/\($0)")
            }.isEmpty
        )
        let archive = try #require(try await pipeline.archiveDesk.archives().first)
        #expect(archive.expired == 3 && archive.events == 1 && archive.unpacked == 1)
    }

    /// However the times of the objects overlap, pages come in the order of time, each event once.
    @Test func pagesAreInTheOrderOfTimeWhateverOrderTheyCameIn() async throws {
        let bench = try TestBench(Self.definition()) { $0.archiveLimits.events = 10 }
        var random = SeededGenerator(seed: 7)
        let start = bench.clock.now()
        for n in 0..<120 {
            let time = start + .milliseconds(Int64.random(in: 0..<3_000, using: &random) * 10)
            try await bench.pipeline.publish(Self.event(n, at: time))
            if n % 15 == 14 { await bench.pipeline.packArchives(at: bench.clock.now()) }
        }
        for page in [7, 64, 500] {
            let lines = try await Self.lines(bench.pipeline, page: page)
            #expect(Set(lines.map { $0["event_id"]?.string }).count == 120 && lines.count == 120)
            let places = lines.map { ($0["timestamp"]?.string ?? "", $0["sequence"]?.integer ?? 0) }
            #expect(zip(places, places.dropFirst()).allSatisfy { $0.0 < $0.1 })
        }
    }

    @Test func aDamagedObjectIsAnErrorThatNamesIt() async throws {
        let bench = try TestBench(Self.definition()) { $0.archiveLimits.events = 2 }
        for n in 0..<2 { try await bench.pipeline.publish(Self.event(n, at: bench.clock.now())) }
        await bench.pipeline.packArchives(at: bench.clock.now())
        let object = try #require(try await bench.pipeline.objects(in: "archives").first)
        TestFolder.write("not gzip", to: bench.folder.path + "/objects/" + object.path)
        await #expect(throws: ErrorInfo.self) { _ = try await Self.lines(bench.pipeline) }
    }

    @Test(arguments: [
        (ArchiveDefinition(name: "a b"), "archive a b: a name has"),
        (ArchiveDefinition(name: String(repeating: "x", count: 49)), "a name has 1 to 48"),
        (ArchiveDefinition(name: "a", bus: "none"), "archive a: no bus none"),
        (ArchiveDefinition(name: "a", retentionDays: -1), "archive a: retention days is -1"),
        (ArchiveDefinition(name: "a", bucket: "none"), "archive a: no bucket none"),
        (ArchiveDefinition(name: "a", pattern: ["x": "y"]), "archive a: pattern: "),
        (
            ArchiveDefinition(name: "a", pattern: ["x": [.string(String(repeating: "y", count: 4_096))]]),
            "has 4106 characters"
        ),
    ])
    func mistakes(_ archive: ArchiveDefinition, _ message: String) {
        let error = #expect(throws: DefinitionError.self) {
            _ = try Wiring(Self.definition(archive), ids: countingIDs())
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}
