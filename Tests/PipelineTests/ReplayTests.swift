import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite struct ReplayTests {
    /// An archive, and two rules whose functions note what they get.
    static func definition(_ seen: Record<JSON> = Record(), _ other: Record<JSON> = Record()) -> PipelineDefinition {
        var d = ArchiveTests.definition()
        d.functions = [
            FunctionDefinition(name: "f", service: "f") { event, _ in
                seen.add(event)
                return .null
            },
            FunctionDefinition(name: "g", service: "g") { event, _ in
                other.add(event)
                return .null
            },
        ]
        d.rules = [
            RuleDefinition(
                name: "to-f",
                pattern: ["source": ["shop"]],
                targets: [TargetDefinition(id: "t", .function("f"))]
            ),
            RuleDefinition(
                name: "to-g",
                pattern: ["source": ["shop"]],
                targets: [TargetDefinition(id: "t", .function("g"))]
            ),
        ]
        return d
    }

    private func publish(_ range: Range<Int>, _ bench: TestBench, every: Duration = .seconds(1)) async throws {
        for n in range {
            try await bench.pipeline.publish(ArchiveTests.event(n, at: bench.clock.now()))
            bench.clock.advance(by: every)
        }
    }

    private func ids(_ record: Record<JSON>) -> [String] {
        record.all.filter { $0["replay-name"] != nil }.compactMap { $0["id"]?.string }
    }

    @Test func eventsGoOnTheirBusAgainAsTheyWere() async throws {
        let seen = Record<JSON>()
        let bench = try TestBench(Self.definition(seen)) { $0.archiveLimits.events = 4 }
        try await bench.drain { _ in try await publish(0..<10, bench) }
        #expect(seen.all.count == 10)
        let before = try await bench.pipeline.accounts()
        let replay = try await bench.pipeline.archiveDesk.start(ReplayRequest(archive: "all"), name: "again", by: "me")
        #expect(replay.state == .starting && replay.end == nil)
        try await bench.drain { _ in }
        let done = try #require(try await bench.pipeline.archiveDesk.replay("again"))
        #expect(done.state == .completed && done.replayed == 10 && done.ended != nil)
        #expect(done.lastEvent == bench.clock.now() - .seconds(1))
        let again = seen.all.filter { $0["replay-name"] == "again" }
        #expect(Set(again.map { $0["id"]?.string }) == Set(seen.all.map { $0["id"]?.string }) && again.count == 10)
        for event in again {
            let old = try #require(seen.all.first { $0["id"] == event["id"] && $0["replay-name"] == nil })
            var members = Set(event.object?.members ?? [])
            members.remove(.init("replay-name", "again"))
            #expect(members == Set(old.object?.members ?? []))
        }
        #expect(try await ArchiveTests.lines(bench.pipeline).count == 10, "replayed events are not archived")
        let after = try await bench.pipeline.accounts()
        #expect(after.started == before.started, "a replayed event belongs to the flow that it was of")
        #expect(after.inFlight == 0 && after.completed == before.completed)
        // The trace: the replayed event is a hop of its own, caused by the first.
        let lines = try bench.lines()
        let hop = try #require(lines.first { $0["event_id"] == "e-3/again" })
        #expect(hop["hop"] == "publish" && hop["causation_id"] == "e-3" && hop["correlation_id"] == "c-3")
        #expect(hop["replay"] == "again" && hop["message"] == "event replayed by again")
        #expect(lines.contains { $0["hop"] == "deliver" && $0["causation_id"] == "e-3/again" })
        let told = lines.filter { $0["replay"] == "again" && $0["hop"] == nil }.compactMap { $0["event_type"]?.string }
        #expect(told == ["ReplayStarting", "ReplayStarted", "ReplayCompleted"])
    }

    @Test func onlyTheSpanThePatternTheQueryAndTheRules() async throws {
        let (seen, other) = (Record<JSON>(), Record<JSON>())
        let bench = try TestBench(Self.definition(seen, other)) {
            $0.query = { text in
                struct Bad: Error {}
                guard text == "even" else { throw Bad() }
                return { ($0["payload"]?["n"]?.integer ?? 1) % 2 == 0 }
            }
        }
        let start = bench.clock.now()
        try await bench.drain { _ in try await publish(0..<20, bench) }
        let request = ReplayRequest(
            archive: "all",
            from: start + .seconds(4),
            to: start + .seconds(16),
            pattern: ["detail": ["n": [["numeric": [">", 6]]]]],
            query: "even",
            rules: ["to-f"]
        )
        let plan = try await bench.pipeline.archiveDesk.plan(request)
        #expect(plan.looked == 12 && plan.selected == 4 && plan.unmatched == 0 && plan.eventTypes == ["T": 4])
        #expect(plan.rules == [.init(name: "to-f", isEnabled: true, events: 4)])
        #expect(plan.first == start + .seconds(8) && plan.last == start + .seconds(14))
        try await bench.drain { try await $0.archiveDesk.start(request, name: "some") }
        #expect(ids(seen).sorted() == ["e-10", "e-12", "e-14", "e-8"], "from is in it, to is not")
        #expect(ids(other).isEmpty)
        let done = try #require(try await bench.pipeline.archiveDesk.replay("some"))
        #expect(done.replayed == 4 && done.passed == 8 && done.rules == ["to-f"])
        var odd = request
        odd.query = "odd"
        let refused = odd
        await #expect(throws: ReplayError.self) { try await bench.pipeline.archiveDesk.start(refused) }
    }

    @Test func theRateIsHeld() async throws {
        let seen = Record<JSON>()
        let bench = try TestBench(Self.definition(seen))
        try await bench.drain { _ in try await publish(0..<100, bench, every: .milliseconds(1)) }
        let begin = bench.clock.now()
        try await bench.pipeline.running {
            try await bench.pipeline.archiveDesk.start(ReplayRequest(archive: "all", rate: 20), name: "slow")
            for step in 0...50 {
                await bench.pipeline.settle()
                let replay = try await bench.pipeline.archiveDesk.replay("slow")
                #expect(replay?.replayed == min(100, 2 + 2 * step), "at \(bench.clock.now() - begin)")
                bench.clock.advance(by: .milliseconds(100))
            }
        }
        #expect(try await bench.pipeline.archiveDesk.replay("slow")?.state == .completed)
    }

    @Test func paces() {
        let start = Timestamp(seconds: 1_000)
        let slow = ReplayPace(4)
        #expect(slow.batch == 1 && slow.next(after: start, sent: 1, at: start) == start + .milliseconds(250))
        let fast = ReplayPace(3_000)
        #expect(fast.batch == 300)
        #expect(fast.next(after: start, sent: 300, at: start + .milliseconds(30)) == start + .milliseconds(100))
        #expect(
            fast.next(after: start, sent: 300, at: start + .seconds(60)) == start + .seconds(60) - .milliseconds(100),
            "a pause is not made up for"
        )
        #expect(fast.next(after: start, sent: 0, at: start + .seconds(2)) == start + .seconds(2))
        #expect(ReplayPace(90_000).batch == 500 && ReplayPace(nil).batch == 500)
        // 100,000 events at a held rate, on a clock that is moved to each due instant.
        var (due, now, sent, steps) = (start, start, 0, 0)
        while sent < 100_000 {
            now = max(now, due)
            due = ReplayPace(2_500).next(after: due, sent: 250, at: now)
            (sent, steps) = (sent + 250, steps + 1)
            #expect(Double(sent) <= (now - start).inSeconds * 2_500 + 250)
        }
        #expect(due - start == .seconds(40) && steps == 400)
    }

    /// Killed between any two batches, it goes on where it was: each event is put on the bus once.
    @Test func aRestartGoesOnWhereItWas() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        let seen = Record<JSON>()
        let first = try TestBench(Self.definition(seen), in: folder, clock: clock) { $0.archiveLimits.events = 7 }
        try await first.drain { _ in try await publish(0..<30, first) }
        try await first.pipeline.running {
            try await first.pipeline.archiveDesk.start(ReplayRequest(archive: "all", rate: 50), name: "r")
            await first.pipeline.settle()
        }
        #expect(try await first.pipeline.archiveDesk.replay("r")?.replayed == 5)
        first.pipeline.close()
        let second = try TestBench(Self.definition(seen), in: folder, clock: clock) { $0.ids = countingIDs("later") }
        try await second.drain { _ in }
        #expect(try await second.pipeline.archiveDesk.replay("r")?.state == .completed)
        #expect(ids(seen).sorted() == (0..<30).map { "e-\($0)" }.sorted())
    }

    /// A batch that has been put on the bus is not put there again by who had read it too.
    @Test func aBatchGoesOnce() async throws {
        let bench = try TestBench(Self.definition())
        try await bench.pipeline.register()
        try await publish(0..<3, bench)
        try await bench.pipeline.archiveDesk.start(ReplayRequest(archive: "all"), name: "r")
        let turn = try await bench.pipeline.turn()
        let replay = try #require(turn.replays.first)
        await bench.pipeline.settleSteps()
        bench.pipeline.start(replay)
        await bench.pipeline.settleSteps()
        #expect(try await bench.pipeline.accounts().events.published == 6)
    }

    @Test func oneThatIsCancelledLeavesTheRest() async throws {
        let bench = try TestBench(Self.definition())
        try await bench.drain { _ in try await publish(0..<10, bench) }
        let desk = bench.pipeline.archiveDesk
        try await bench.pipeline.running {
            try await desk.start(ReplayRequest(archive: "all", rate: 10), name: "r")
            await bench.pipeline.settle()
            #expect(try await desk.cancel("r").state == .cancelling)
            await bench.pipeline.settle()
        }
        let replay = try #require(try await desk.replay("r"))
        #expect(replay.state == .cancelled && replay.replayed == 1 && replay.ended != nil)
        let again = await #expect(throws: ReplayError.self) { try await desk.cancel("r") }
        #expect(again?.code == .illegalStatus)
        #expect(try bench.lines().contains { $0["event_type"] == "ReplayCancelled" && $0["replayed"] == 1 })
    }

    /// From another process, with no pipeline on the directory: started, cancelled, and carried out by the next run.
    @Test func aDeskNeedsNoPipeline() async throws {
        let folder = TestFolder()
        let seen = Record<JSON>()
        do {
            let bench = try TestBench(Self.definition(seen), in: folder)
            try await bench.drain { _ in try await publish(0..<5, bench) }
            #expect(try ArchiveDesk(data: folder.path).isPipelineRunning)
            bench.pipeline.close()
        }
        let desk = try ArchiveDesk(data: folder.path, now: { Timestamp(seconds: 1_800_001_000) })
        #expect(!desk.isPipelineRunning)
        let archive = try #require(try await desk.archives().first)
        #expect(archive.events == 5 && archive.objects == 1 && archive.isLive && archive.unpacked == 0)
        try await desk.start(ReplayRequest(archive: "all"), name: "one")
        try await desk.start(ReplayRequest(archive: "all"), name: "two")
        #expect(try await desk.cancel("one").state == .cancelled)
        let next = try TestBench(
            Self.definition(seen),
            in: folder,
            clock: ManualClock(Timestamp(seconds: 1_800_002_000))
        )
        try await next.drain { _ in }
        #expect(try await desk.replays().map(\.state) == [.completed, .cancelled])
        #expect(ids(seen).count == 5)
        var records: [JSON] = []
        try await desk.records(ReplayRequest(archive: "all", pattern: ["detail": ["n": [3, 4]]])) { records += $0 }
        #expect(records.map { $0["event_id"] } == ["e-3", "e-4"])
    }

    @Test func whatAStartRefuses() async throws {
        let bench = try TestBench(Self.definition())
        try await bench.pipeline.register()
        let desk = bench.pipeline.archiveDesk
        func code(_ request: ReplayRequest, _ name: String? = nil) async -> ReplayErrorCode? {
            do {
                try await desk.start(request, name: name)
                return nil
            } catch { return (error as? ReplayError)?.code }
        }
        let now = bench.clock.now()
        #expect(await code(ReplayRequest(archive: "none")) == .resourceNotFound)
        #expect(await code(ReplayRequest(archive: "all", rules: ["none"])) == .resourceNotFound)
        #expect(await code(ReplayRequest(archive: "all", from: now, to: now)) == .validation)
        #expect(await code(ReplayRequest(archive: "all", rate: 0)) == .validation)
        #expect(await code(ReplayRequest(archive: "all", query: "x")) == .validation)
        #expect(await code(ReplayRequest(archive: "all", pattern: ["x": "y"])) == .invalidPattern)
        #expect(await code(ReplayRequest(archive: "all"), String(repeating: "x", count: 65)) == .validation)
        #expect(await code(ReplayRequest(archive: "all"), "r") == nil)
        #expect(await code(ReplayRequest(archive: "all"), "r") == .alreadyExists)
        for _ in 1..<Replay.atOnce { #expect(await code(ReplayRequest(archive: "all")) == nil) }
        #expect(await code(ReplayRequest(archive: "all")) == .limitExceeded)
        let missing = await #expect(throws: ReplayError.self) { try await desk.cancel("none") }
        #expect(missing?.code == .resourceNotFound)
    }

    @Test func aRuleThatIsGoneOrADamagedArchiveFailsIt() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        let first = try TestBench(Self.definition(), in: folder, clock: clock)
        try await first.drain { _ in try await publish(0..<5, first) }
        try await first.pipeline.archiveDesk.start(ReplayRequest(archive: "all", rules: ["to-g"]), name: "rule")
        try await first.pipeline.archiveDesk.start(ReplayRequest(archive: "all"), name: "bytes")
        let path = try #require(try await first.pipeline.objects(in: "archives").first).path
        TestFolder.write("broken", to: folder.path + "/objects/" + path)
        first.pipeline.close()
        var d = Self.definition()
        d.rules.removeLast()
        let second = try TestBench(d, in: folder, clock: clock)
        try await second.drain { _ in }
        let replays = try await second.pipeline.archiveDesk.replays()
        #expect(replays.map(\.state) == [.failed, .failed])
        #expect(replays[0].failure?.hasPrefix("UnpackFailed") == true)
        #expect(replays[1].failure == "ResourceNotFoundException: Rule to-g does not exist on EventBus default.")
        #expect(try second.lines().contains { $0["event_type"] == "ReplayFailed" && $0["severity"] == "ERROR" })
    }

    /// A table that is lost is what it was once the archive has been replayed.
    @Test func stateIsRebuiltFromTheArchive() async throws {
        var d = Self.definition()
        d.functions[0] = FunctionDefinition(name: "f", service: "f") { event, context in
            let n = event["detail"]?["n"]?.integer ?? 0
            return try await context.transact { tables in
                let old = tables["t", "k\(n % 17)"]?.integer ?? 0
                // The order counts.
                tables["t", "k\(n % 17)"] = .int((old * 31 + n) % 1_000_003)
                return .null
            }
        }
        d.functions[0].concurrency = 1
        let bench = try TestBench(d) { $0.archiveLimits.events = 50 }
        try await bench.pipeline.running {
            for n in 0..<300 {
                try await bench.pipeline.publish(ArchiveTests.event(n, at: bench.clock.now()))
                await bench.pipeline.settle()
                bench.clock.advance(by: .milliseconds(10))
            }
        }
        let before = try await bench.pipeline.items(in: "t")
        #expect(before.count == 17)
        try await bench.pipeline.journal.write { try $0.run("DELETE FROM items") }
        try await bench.drain {
            try await $0.archiveDesk.start(ReplayRequest(archive: "all", rules: ["to-f"], rate: 10))
        }
        let after = try await bench.pipeline.items(in: "t")
        #expect(after.map(\.key) == before.map(\.key) && after.map(\.value) == before.map(\.value))
    }
}

extension Pipeline {
    /// Waits for the handlers and the steps that run, without a loop that would start others.
    fileprivate func settleSteps() async { await scheduler.noHandlers() }
}
