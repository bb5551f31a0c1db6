import EventModel
import GRDB
import Testing

@testable import Pipeline

@Suite struct EventStoreTests {
    private static let account = AggregateName("account", "a-1")

    /// A balance, and how many events made it.
    @Sendable private static func fold(_ state: JSON, _ event: AggregateEvent) -> JSON {
        let sign = event.type == "Withdrawn" ? -1 : 1
        let balance = (state["balance"]?.integer ?? 0) + sign * (event.data["amount"]?.integer ?? 0)
        return ["balance": .int(balance), "events": .int((state["events"]?.integer ?? 0) + 1)]
    }

    private func definition(_ more: (inout PipelineDefinition) -> Void = { _ in }) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.aggregates = [AggregateReducer(type: "account", Self.fold)]
        more(&d)
        return d
    }

    private func deposit(_ amount: Int) -> NewAggregateEvent {
        NewAggregateEvent("Deposited", ["amount": .int(amount)])
    }
    private func withdraw(_ amount: Int) -> NewAggregateEvent {
        NewAggregateEvent("Withdrawn", ["amount": .int(amount)])
    }

    @Test func aStreamFoldsToTheStateAtAnyVersionAndTime() async throws {
        let bench = try TestBench(definition())
        let (pipeline, clock) = (bench.pipeline, bench.clock)
        let start = clock.now()
        #expect(try await pipeline.aggregate(Self.account).version == 0)
        try await pipeline.append([deposit(10)], to: Self.account, expecting: 0)
        clock.advance(by: .seconds(10))
        let now = try await pipeline.append([withdraw(3), deposit(1)], to: Self.account, expecting: 1)
        #expect(now.version == 3 && now.state == ["balance": 8, "events": 3] && now.time == clock.now())
        try await pipeline.append([deposit(5)], to: AggregateName("account", "a-2"), expecting: 0)
        #expect(try await pipeline.aggregate(Self.account) == now)
        #expect(try await pipeline.aggregate(Self.account, version: 2).state["balance"] == 7)
        #expect(try await pipeline.aggregate(Self.account, at: start + .seconds(9)).state["balance"] == 10)
        #expect(try await pipeline.aggregate(Self.account, at: start - .seconds(1)).version == 0)
        let events = try await pipeline.events(of: Self.account, after: 1)
        #expect(events.map(\.version) == [2, 3] && events.map(\.type) == ["Withdrawn", "Deposited"])
        // The same from outside, and after a restart, which keeps nothing folded.
        bench.pipeline.close()
        let book = try AggregateBook(data: bench.folder.path, reducers: definition().aggregates)
        #expect(try await book.aggregates(limit: 10).map(\.version).sorted() == [1, 3])
        let shown = try #require(try await book.show(Self.account, version: 2))
        #expect(shown.state.state == ["balance": 7, "events": 2] && shown.events.count == 2)
        #expect(try await book.show(AggregateName("account", "none")) == nil)
        let again = try TestBench(definition(), in: bench.folder, clock: clock) { $0.ids = countingIDs("later") }
        let later = try await again.pipeline.append([deposit(1)], to: Self.account, expecting: 3)
        #expect(later.state == ["balance": 9, "events": 4])
    }

    @Test func aConflictSaysWhatWasExpectedAndWhatIs() async throws {
        let bench = try TestBench(definition())
        try await bench.pipeline.append([deposit(10), deposit(1)], to: Self.account, expecting: 0)
        for expected in [0, 1, 3] {
            let conflict = await #expect(throws: ConcurrencyConflict.self) {
                try await bench.pipeline.append([deposit(1)], to: Self.account, expecting: expected)
            }
            #expect(conflict == ConcurrencyConflict(aggregate: Self.account, expected: expected, actual: 2))
            #expect(conflict?.description == "account/a-1 is at version 2, not \(expected): read it again")
        }
        #expect(try await bench.pipeline.events(of: Self.account).count == 2)
        // Of many at once one wins, each round.
        let wins = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    while true {
                        do {
                            let state = try await bench.pipeline.aggregate(Self.account)
                            let one = NewAggregateEvent("Deposited", ["amount": 1])
                            try await bench.pipeline.append([one], to: Self.account, expecting: state.version)
                            wins.increase()
                            return
                        } catch { continue }
                    }
                }
            }
        }
        let state = try await bench.pipeline.aggregate(Self.account)
        #expect(wins.count == 20 && state.version == 22 && state.state["balance"] == 31)
        #expect(try await bench.pipeline.events(of: Self.account).map(\.version) == Array(1...22))
    }

    @Test func appendAndPublishAreOneTransaction() async throws {
        let seen = Record<JSON>()
        let bench = try TestBench(
            definition { d in
                d.functions = [
                    FunctionDefinition(name: "f", service: "f") { event, _ in
                        seen.add(event)
                        return .null
                    }
                ]
                d.rules = [
                    RuleDefinition(
                        name: "r",
                        pattern: ["source": ["bank"]],
                        targets: [TargetDefinition(id: "t", .function("f"))]
                    )
                ]
            }
        )
        let publication: AggregatePublication = { event, state in
            event.data["amount"] == 0
                ? nil
                : (
                    "bank", event.data["amount"] == 13 ? String(repeating: "x", count: 129) : "Booked",
                    ["version": .int(event.version), "balance": state["balance"] ?? .null]
                )
        }
        try await bench.drain { pipeline in
            try await pipeline.append(
                [deposit(5), deposit(0), withdraw(2)],
                to: Self.account,
                expecting: 0,
                correlationID: "c",
                publishing: publication
            )
        }
        let details = seen.all.compactMap { $0["detail"] }.sorted { "\($0)" < "\($1)" }
        #expect(details == [["version": 1, "balance": 5], ["version": 3, "balance": 3]])
        #expect(seen.all.allSatisfy { $0["correlationid"] == "c" && $0["subject"] == "a-1" })
        let ids = try await bench.pipeline.events(of: Self.account).map(\.id)
        #expect(Set(seen.all.compactMap { $0["id"]?.string }) == [ids[0], ids[2]])
        // One that can not be published takes the append with it.
        await #expect(throws: BusError.self) {
            try await bench.pipeline.append(
                [deposit(1), deposit(13)],
                to: Self.account,
                expecting: 3,
                publishing: publication
            )
        }
        #expect(try await bench.pipeline.aggregate(Self.account).version == 3)
        #expect(try await bench.pipeline.accounts().events.published == 2)
        let state = try await bench.pipeline.append([deposit(1)], to: Self.account, expecting: 3)
        #expect(state.state == ["balance": 4, "events": 4])
    }

    @Test func theTelemetryHasTheAggregateAsItWas() async throws {
        let bench = try TestBench(definition())
        try await bench.pipeline.append(
            [deposit(5)],
            to: Self.account,
            expecting: 0,
            correlationID: "c",
            causationID: "i",
            service: "teller"
        )
        let note: JSON = ["text": .string(String(repeating: "y", count: 5_000))]
        try await bench.pipeline.append(
            [NewAggregateEvent("Noted", note), NewAggregateEvent("Read", [:])],
            to: AggregateName("note", "n/1"),
            expecting: 0
        )
        let lines = try bench.lines().filter { $0["aggregate"] != nil }
        try #require(lines.count == 2)
        #expect(
            lines[0]["aggregate"] == [
                "type": "account", "id": "a-1", "version": 1, "state": ["balance": 5, "events": 1],
            ]
        )
        #expect(lines[0]["event_type"] == "Deposited" && lines[0]["service_name"] == "teller")
        #expect(lines[0]["correlation_id"] == "c" && lines[0]["causation_id"] == "i")
        #expect(lines[0]["message"] == "account/a-1 is at version 1: Deposited")
        // A type without a reducer takes the members over; a large state is left out.
        #expect(lines[1]["aggregate"] == ["type": "note", "id": "n/1", "version": 2, "state_bytes": 5_011])
        #expect(lines[1]["event_type"] == "AggregateAppended")
        #expect(try await bench.pipeline.aggregate(AggregateName("note", "n/1")).state == note)
    }

    @Test func whatAnAppendRefuses() async throws {
        let bench = try TestBench(definition())
        let one = [NewAggregateEvent("T", [:])]
        for (name, events) in [
            (AggregateName("", "x"), one), (AggregateName("a/b", "x"), one), (AggregateName("a", ""), one),
            (AggregateName("a", String(repeating: "x", count: 257)), one), (AggregateName("a", "x"), []),
            (AggregateName("a", "x"), [NewAggregateEvent("", [:])]),
            (AggregateName("a", "x"), Array(repeating: one[0], count: 101)),
            (AggregateName("a", "x"), [NewAggregateEvent("T", .string(String(repeating: "x", count: 262_144)))]),
        ] {
            let error = await #expect(throws: ErrorInfo.self) {
                try await bench.pipeline.append(events, to: name, expecting: 0)
            }
            #expect(error?.type == "ValidationException", "\(name)")
        }
        #expect(AggregateName("order/o/1") == AggregateName("order", "o/1"))
        #expect(AggregateName("order") == nil && AggregateName("/x") == nil && AggregateName("x/") == nil)
    }

    /// A clock that was set back leaves no gap in what is folded.
    @Test func timesThatGoBackLeaveNoGap() async throws {
        let bench = try TestBench(definition())
        try await bench.pipeline.append([deposit(1), deposit(2), deposit(3)], to: Self.account, expecting: 0)
        let start = bench.clock.now()
        try await bench.pipeline.journal.write { db in
            try db.run("UPDATE aggregate_events SET time = ? WHERE version = 2", [start + .seconds(60)])
        }
        let state = try await bench.pipeline.aggregate(Self.account, at: start)
        #expect(state.version == 3 && state.state["balance"] == 6)
    }
}
