import Dashboard
import DeadLetters
import EventModel
import Foundation
import Telemetry
import TerminalUI
import Testing

@Suite(.timeLimit(.minutes(1))) @MainActor struct SnapshotSourceTests {
    private let store = TelemetryStore(capacity: 1 << 26)

    private func append(_ lines: [String]) {
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        bytes.withUnsafeBytes { store.append($0, source: "test.jsonl", firstLine: 1, received: DashboardDriver.now) }
    }

    /// A line of a record, so many seconds before now.
    private func line(_ ago: Int, _ severity: String, _ service: String, _ flow: String, _ more: String = "") -> String
    {
        let time = (DashboardDriver.now - .seconds(ago)).rfc3339(digits: 3)
        return """
            {"timestamp":"\(time)","severity":"\(severity)","service_name":"\(service)","event_type":"Placed",\
            "correlation_id":"\(flow)","message":"\(flow) by \(service)"\(more)}
            """
    }

    private func source(_ engine: DeadLetterEngine? = nil, live: Bool = true) -> SnapshotSource {
        SnapshotSource(store: store, engine: engine, live: live)
    }

    /// Takes snapshots, one each time a value has come, until one is as wanted.
    private func snapshot(
        _ source: SnapshotSource,
        _ interest: Interest,
        until wanted: (Snapshot) -> Bool
    ) async -> Snapshot {
        let (changes, feed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        source.changed = { feed.yield() }
        var now = DashboardDriver.now
        while true {
            let snapshot = source.snapshot(for: interest, size: DashboardDriver.narrow, now: now)
            if wanted(snapshot) { return snapshot }
            for await _ in changes { break }
            now = now + .milliseconds(1)
        }
    }

    @Test func countersAndRecordsAreThereAtOnce() {
        append([line(3, "INFO", "a", "f1"), "no json"])
        let snapshot = source().snapshot(for: Interest(), size: DashboardDriver.narrow, now: DashboardDriver.now)
        #expect(snapshot.counters.records == 2)
        #expect(snapshot.counters.malformed == 1)
        #expect(snapshot.records.row(0)?.service == "a")
        #expect(snapshot.records.raw(1) == Array("no json".utf8))
        #expect(snapshot.records.fields(0)?["correlation_id"]?.string == "f1")
    }

    @Test func withoutAFilterEveryRecordMatchesAtOnce() {
        append((0..<50).map { line($0, "INFO", "a", "f\($0)") })
        var interest = Interest()
        interest.matching = ""
        let snapshot = source().snapshot(for: interest, size: DashboardDriver.narrow, now: DashboardDriver.now)
        #expect(snapshot.matches.count == 50)
    }

    @Test func aFilterIsExtendedByWhatArrives() async {
        append((0..<100).map { line(9, $0 % 10 == 0 ? "ERROR" : "INFO", "a", "f\($0)") })
        var interest = Interest()
        interest.matching = "level>=error"
        let source = source()
        let first = await snapshot(source, interest) { $0.matches.isComplete }
        #expect(first.matches.count == 10)
        append((0..<100).map { line(9, $0 % 50 == 0 ? "ERROR" : "INFO", "a", "g\($0)") })
        let second = await snapshot(source, interest) { $0.matches.isComplete && $0.matches.available.count == 200 }
        #expect((0..<second.matches.count).map { second.matches[$0] }.suffix(3) == [90, 100, 150])
        interest.matching = "service=b"
        #expect(
            await snapshot(source, interest) { $0.matches.query == "service=b" && $0.matches.isComplete }.matches.count
                == 0
        )
    }

    @Test func aFilterIsSearchedFromThePlaceOn() async {
        append((0..<200_000).map { #"{"message":"line \#($0)","level":"\#($0 % 4 == 0 ? "error" : "info")"}"# })
        var interest = Interest()
        interest.matching = "level=error"
        interest.around = 100_000
        let source = source()
        let first = await snapshot(source, interest) { !$0.matches.query.isEmpty }
        // The first stretch lies around the place, and fills a screen.
        #expect(first.matches.searched.contains(100_000))
        #expect(first.matches.count >= 100)
        let last = await snapshot(source, interest) { $0.matches.isComplete }
        #expect(last.matches.count == 50_000)
        #expect(last.coming == nil)
    }

    @Test func theListBeforeStaysUntilTheNextHasSomethingToShow() async {
        append((0..<50_000).map { #"{"message":"line \#($0)"}"# })
        var interest = Interest()
        interest.matching = "line"
        let source = source()
        _ = await snapshot(source, interest) { $0.matches.isComplete && $0.matches.count == 50_000 }
        interest.matching = "nothing"
        let at = source.snapshot(for: interest, size: DashboardDriver.narrow, now: DashboardDriver.now)
        #expect(at.matches.query == "line")
        #expect(at.coming?.query == "nothing")
        let last = await snapshot(source, interest) { $0.coming == nil }
        #expect(last.matches.query == "nothing")
        #expect(last.matches.count == 0)
    }

    @Test func fieldsAndValuesAreThoseOfTheRecords() async {
        append(
            (0..<50).map {
                line(9, "INFO", $0 < 40 ? "orders" : "payments", "f\($0)", #","payload":{"tenant":"t-\#($0 % 3)"}"#)
            }
        )
        var interest = Interest()
        interest.fields = true
        let fields = await snapshot(source(), interest) { $0.fields.names.contains("payload.tenant") }.fields
        #expect(fields.values(of: "service") == ["orders", "payments"])
        #expect(fields.values(of: "service_name") == ["orders", "payments"])
        #expect(fields.values(of: "payload.tenant").sorted() == ["t-0", "t-1", "t-2"])
        #expect(fields.values(of: "severity").first == "INFO")
    }

    @Test func statisticsOfALiveStreamAreOfTheLastMinutes() async {
        append([line(4_000, "INFO", "old", "f0")])
        append((0..<30).map { line(100, "INFO", "a", "f\($0)") } + (0..<10).map { line(5, "ERROR", "a", "g\($0)") })
        var interest = Interest()
        interest.statistics = true
        let view = await snapshot(source(), interest) { $0.statistics != nil }.statistics
        #expect(view?.window.byService.map(\.service) == ["a"])
        #expect(view?.window.records == 40)
        #expect(view?.recent?.errors == 10)
    }

    @Test func aFileThatHasBeenQuietIsSeenWhole() async {
        append((0..<30).map { line(90_000 + $0, "INFO", "a", "f\($0)") })
        var interest = Interest()
        interest.statistics = true
        for live in [true, false] {
            let view = await snapshot(source(live: live), interest) { $0.statistics != nil }.statistics
            #expect(view?.window.records == 30)
            #expect(view?.recent == nil)
            #expect(view?.window.rates.reduce(0, +) == 30)
        }
    }

    @Test func flowsAndOneFlow() async {
        append([line(9, "INFO", "a", "f1"), line(8, "ERROR", "b", "f1"), line(7, "INFO", "a", "f2")])
        var interest = Interest()
        interest.traces = TracesRequest(sort: .latest)
        interest.trace = "f1"
        let found = await snapshot(source(), interest) { $0.traces != nil && $0.trace != nil }
        #expect(found.traces?.total == 2)
        #expect(found.trace?.summary.records == 2)
        interest.trace = "nobody"
        let missing = await snapshot(source(), interest) { $0.missingTrace != nil }
        #expect(missing.missingTrace == "nobody")
    }

    @Test func flowsAreLookedUpByAPartOfTheirID() async {
        append(["aa-11", "aa-22", "bb-11", "aa"].map { line(3, "INFO", "a", $0) })
        for (text, expected) in [("aa", ["aa", "aa-11", "aa-22"]), ("11", ["aa-11", "bb-11"]), ("zz", [])] {
            var interest = Interest()
            interest.prefix = text
            if expected.isEmpty {
                _ = source().snapshot(for: interest, size: DashboardDriver.narrow, now: DashboardDriver.now)
                continue
            }
            let found = await snapshot(source(), interest) { !$0.candidates.isEmpty }
            #expect(found.candidates.map(\.correlationID).sorted() == expected)
        }
    }

    @Test func deadLettersComeFromTheBroker() async {
        let origin = DeadLetter.Destination(.queue, "orders")
        let broker = InMemoryDeadLetterBroker(
            queues: ["b-dlq", "a-dlq"],
            destinations: [origin],
            now: { DashboardDriver.now }
        )
        broker.add(
            (0..<3).map {
                DeadLetter(
                    id: "m\($0)",
                    queue: "a-dlq",
                    source: origin,
                    reason: "MaxReceiveCountExceeded",
                    error: ErrorInfo(type: "E", message: "m"),
                    died: DashboardDriver.now - .seconds(9 - $0),
                    body: []
                )
            }
        )
        let engine = DeadLetterEngine(broker: broker, now: { DashboardDriver.now })
        var interest = Interest()
        let page = DeadLetterPage(queue: "a-dlq", limit: 2)
        interest.deadLetters = [page, DeadLetterPage(queue: "no-such", limit: 2)]
        let view = await snapshot(source(engine), interest) { $0.deadLetters.loaded && !$0.deadLetters.pages.isEmpty }
            .deadLetters
        #expect(view.available)
        #expect(view.total == 3)
        #expect(view.queues.map(\.queue.name) == ["a-dlq", "b-dlq"])
        #expect(view.pages[page]?.map(\.id) == ["m0", "m1"])
        #expect(
            !source().snapshot(for: interest, size: DashboardDriver.narrow, now: DashboardDriver.now).deadLetters
                .available
        )
    }

    // MARK: Effects that read the store

    private func answer(_ effect: Effect, exports: String = "") async -> Answer? {
        let performer = EffectPerformer(
            source: source(),
            terminal: FramedTerminal(),
            exports: exports,
            now: { DashboardDriver.now }
        )
        let (answers, feed) = AsyncStream.makeStream(of: Answer.self, bufferingPolicy: .bufferingNewest(8))
        performer.answer = { feed.yield($0) }
        performer.perform(effect)
        for await answer in answers { return answer }
        return nil
    }

    @Test(arguments: [
        (0, FindRequest.Direction.forward, "level>=error", 7 as Int?), (7, .forward, "level>=error", 4_000),
        (4_000, .forward, "level>=error", nil), (4_999, .backward, "level>=error", 4_000),
        (4_000, .backward, "level>=error", 7),
        (7, .backward, "level>=error", nil), (2_500, .backward, "\"F2000 BY\"", 2_000),
    ])
    func finds(_ from: Int, _ direction: FindRequest.Direction, _ query: String, _ expected: Int?) async {
        append((0..<5_000).map { line(9, $0 == 7 || $0 == 4_000 ? "ERROR" : "INFO", "a", "f\($0)") })
        let request = FindRequest(queries: [query, ""], from: from, direction: direction, what: "error")
        #expect(await answer(.find(request)) == .found(request, expected))
    }

    @Test func everyQueryOfASearchMustMatch() async {
        append([line(9, "ERROR", "a", "f"), line(9, "ERROR", "b", "f"), line(9, "INFO", "b", "f")])
        let request = FindRequest(queries: ["level>=error", "service=b"], from: -1, direction: .forward, what: "error")
        #expect(await answer(.find(request)) == .found(request, 1))
    }

    @Test func whatMatchesIsExportedAsItCame() async throws {
        let lines = (0..<10).map { line(9, $0 % 2 == 0 ? "ERROR" : "INFO", "a", "f\($0)") }
        append(lines)
        let directory = FileManager.default.temporaryDirectory.appending(path: "export-\(uuid())").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let name = "tailrace-20260314-140327.jsonl"
        let said = await answer(.export(query: "level>=error"), exports: directory)
        #expect(said == .notice(Notice(.information, "5 records written to \(name)")))
        let text = try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
        #expect(text == stride(from: 0, to: 10, by: 2).map { lines[$0] + "\n" }.joined())
        // A file that is there is never written over.
        guard case .notice(let second)? = await answer(.export(query: ""), exports: directory) else {
            Issue.record("no notice")
            return
        }
        #expect(second.kind == .error)
    }
}
