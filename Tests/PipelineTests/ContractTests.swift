import EventModel
import Testing

@testable import Pipeline

@Suite struct ContractTests {
    private static let sku: JSON = [
        "type": "object", "required": ["items"],
        "properties": ["items": ["type": "array", "items": ["properties": ["sku": ["type": "string"]]]]],
    ]

    private func definition(_ mode: ContractDefinition.Mode) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.buses = ["default", "other"]
        d.queues = [QueueDefinition(name: "q"), QueueDefinition(name: "dead"), QueueDefinition(name: "broken")]
        d.rules = [
            RuleDefinition(
                name: "r",
                pattern: ["source": ["shop"]],
                targets: [TargetDefinition(id: "t", .queue("q"), deadLetterQueue: "dead")]
            ),
            RuleDefinition(
                name: "forward",
                pattern: ["source": ["relay"]],
                targets: [TargetDefinition(id: "t", .bus("other"), deadLetterQueue: "dead")]
            ),
        ]
        d.contracts = [ContractDefinition(eventType: "OrderCreated", schema: Self.sku, mode: mode)]
        return d
    }

    private static let good: JSON = ["items": [["sku": "A-1"]]]
    private static let bad: JSON = ["items": [["sku": 7]]]
    private static let why = "contract OrderCreated v1 at /items/0/sku: must be a string, not 7"

    private func publish(_ data: JSON, _ pipeline: Pipeline, source: String = "shop") async throws {
        try await pipeline.publish(
            source: source,
            type: "OrderCreated",
            data: data,
            correlationID: "c",
            flow: "orders"
        )
    }

    private func letters(_ bench: TestBench, _ queue: String) async throws -> [DeadLetter] {
        try await BundledDeadLetterBroker(bench.pipeline).peek(queue, after: nil, limit: 100)
    }

    // MARK: Publishing

    @Test func whatBreaksARejectingContractIsNotPublished() async throws {
        let bench = try TestBench(definition(.reject))
        try await bench.drain { pipeline in
            let error = await #expect(throws: BusError.self) { try await publish(Self.bad, pipeline) }
            #expect(error == BusError(.contract, "The event breaks \(Self.why)."))
            try await publish(Self.good, pipeline)
        }
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.events == .init(published: 1, matched: 1, unmatched: 0, rejected: 1))
        #expect(accounts.started == 1 && accounts.started == accounts.completed + accounts.dead + accounts.inFlight)
        let line = try #require(try bench.lines().first { $0["path"] != nil })
        #expect(line["severity"] == "ERROR" && line["contract"] == "OrderCreated v1" && line["path"] == "/items/0/sku")
        #expect(line["error"] == ["type": "ContractViolation", "message": .string(Self.why)])
        #expect(line["correlation_id"] == "c" && line["hop"] == "publish")
    }

    @Test func whatBreaksAMarkingContractIsPublishedAndMarked() async throws {
        let bench = try TestBench(definition(.mark))
        try await bench.drain { try await publish(Self.bad, $0) }
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.events == .init(published: 1, matched: 1, unmatched: 0, rejected: 0))
        let received = try await bench.pipeline.receive(from: "q")
        let body = try JSON(parsing: #require(received.first).body)
        #expect(body["contractviolation"] == .string(Self.why) && body["detail"] == Self.bad)
        let line = try #require(try bench.lines().first { $0["path"] != nil })
        #expect(line["severity"] == "WARN" && line["matched"] == 1 && line["error"]?["type"] == "ContractViolation")
    }

    @Test func whatBreaksADeadLetteringContractDiesAndARedrivePublishesItAgain() async throws {
        let bench = try TestBench(definition(.deadletter("broken")))
        try await bench.drain { try await publish(Self.bad, $0) }
        var accounts = try await bench.pipeline.accounts()
        #expect(accounts.events == .init(published: 0, matched: 0, unmatched: 0, rejected: 1))
        #expect(accounts.started == 1 && accounts.dead == 1)
        let letter = try #require(try await letters(bench, "broken").first)
        #expect(letter.error == ErrorInfo(type: "ContractViolation", message: Self.why))
        #expect(letter.reason == "ContractViolation" && letter.source == .init(.target, "contracts/default-broken"))
        #expect(
            letter.attributes["CONTRACT_PATH"] == "/items/0/sku"
                && letter.attributes["CONTRACT_NAME"] == "OrderCreated v1" && letter.correlationID == "c"
        )

        // As it is, it breaks its contract again; mended, it goes where it should have gone.
        let broker = BundledDeadLetterBroker(bench.pipeline)
        try await bench.drain { _ in try await redrive(letter, nil, broker, "task-1", bench.clock) }
        let again = try #require(try await letters(bench, "broken").first)
        #expect(again.generation == 1 && again.error?.type == "ContractViolation" && again.history.count == 1)
        let mended = String(decoding: again.body, as: UTF8.self).replacing(#""sku":7"#, with: #""sku":"A-7""#)
        try await bench.drain { _ in try await redrive(again, Array(mended.utf8), broker, "task-2", bench.clock) }
        #expect(try await letters(bench, "broken").isEmpty)
        accounts = try await bench.pipeline.accounts()
        #expect(accounts.dead == 0 && accounts.events.matched == 1)
        let received = try await bench.pipeline.receive(from: "q")
        #expect(try JSON(parsing: #require(received.first).body)["detail"] == ["items": [["sku": "A-7"]]])
    }

    private func redrive(
        _ letter: DeadLetter,
        _ body: [UInt8]?,
        _ broker: BundledDeadLetterBroker,
        _ task: String,
        _ clock: ManualClock
    ) async throws {
        _ = try await broker.claim([letter.id], in: letter.queue, for: task, until: clock.now() + .seconds(60))
        let edit = body.map { RedriveOrder.Edit(body: $0, attributes: letter.attributes) }
        let order = RedriveOrder(id: letter.id, task: task, key: "key-\(task)", edit: edit)
        let results = try await broker.send([order], from: letter.queue)
        guard case .moved = results.first else {
            Issue.record("\(results)")
            return
        }
    }

    @Test(arguments: [ContractDefinition.Mode.reject, .deadletter("broken")])
    func whatIsForwardedToABusAndRefusedThereDiesOfTheDelivery(mode: ContractDefinition.Mode) async throws {
        // On its own bus it is somebody else's event; the contract is for any source.
        var d = definition(mode)
        d.contracts[0].source = "relay"
        d.contracts[0].eventType = "Relayed"
        let bench = try TestBench(d)
        try await bench.drain { pipeline in
            let event = Event(
                id: "e",
                source: "relay",
                type: "Relayed",
                time: bench.clock.now(),
                data: Self.bad,
                correlationID: "c"
            )
            // Past the first check, as one that was put on the bus before there was a contract.
            let wiring = pipeline.wiring
            try await pipeline.journal.write { db in
                var lines = TelemetryLines()
                let body = event.eventBridge
                try wiring.publish(event, body: body, on: "default", flow: "f", in: db, at: bench.clock.now(), &lines)
            }
            pipeline.scheduler.ring()
        }
        let letter = try #require(try await letters(bench, "dead").first)
        #expect(letter.error?.type == "ContractViolation" && letter.source == .init(.target, "forward/t"))
        #expect(try await bench.pipeline.accounts().dead == 1)
    }

    @Test func whatWaitsInTheInboxIsAccountedForWhenItIsRejected() async throws {
        let bench = try TestBench(definition(.reject))
        let inbox = try Inbox(data: bench.folder.path, ids: countingIDs("in"))
        _ = try await inbox.publish(source: "shop", type: "OrderCreated", data: Self.bad, at: bench.clock.now())
        try await bench.drain { _ in }
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.events.rejected == 1 && accounts.started == 1 && accounts.dead == 1)

        let strict = try Inbox(data: bench.folder.path, contracts: bench.pipeline.wiring.contracts)
        await #expect(throws: BusError.self) {
            try await strict.publish(source: "shop", type: "OrderCreated", data: Self.bad, at: bench.clock.now())
        }
    }

    // MARK: The registry

    private func event(_ data: JSON, source: String = "shop", schema: String? = nil) -> Event {
        Event(
            id: "1",
            source: source,
            type: "T",
            time: Timestamp(seconds: 0),
            data: data,
            correlationID: "c",
            dataSchema: schema
        )
    }

    @Test func theNewestVersionCountsUnlessTheEventNamesOne() throws {
        func contract(_ version: String) -> ContractDefinition {
            ContractDefinition(
                eventType: "T",
                version: version,
                schema: ["$id": .string("https://example.com/t/\(version)"), "required": [.string("m\(version)")]]
            )
        }
        let registry = try ContractRegistry([contract("9"), contract("10"), contract("2.1")])
        func judge(_ data: JSON, schema: String? = nil) -> String? {
            registry.objection(to: event(data, schema: schema))
        }
        #expect(judge([:]) == "contract T v10 at /: must have 'm10'")
        #expect(judge(["version": "9"]) == "contract T v9 at /: must have 'm9'")
        #expect(judge(["version": 9, "m9": 1]) == nil)
        #expect(judge(["version": "v2.1", "m2.1": 1]) == nil)
        #expect(judge([:], schema: "https://example.com/t/9") == "contract T v9 at /: must have 'm9'")
        #expect(judge([:], schema: "urn:x:v2.1.json") == "contract T v2.1 at /: must have 'm2.1'")
        #expect(
            registry.violation(of: event(["version": 7]))?.description
                == "contract T v10 at /version: must name a version that is registered (v10, v9, v2.1), not \"7\""
        )
    }

    @Test func aContractForTheSourceGoesBeforeOneForAny() throws {
        let registry = try ContractRegistry([
            ContractDefinition(eventType: "T", schema: ["required": ["any"]]),
            ContractDefinition(eventType: "T", source: "shop", schema: ["required": ["own"]]),
        ])
        #expect(registry.objection(to: event([:])) == "contract T v1 at /: must have 'own'")
        #expect(registry.objection(to: event([:], source: "else")) == "contract T v1 at /: must have 'any'")
        #expect(try ContractRegistry([]).objection(to: event([:])) == nil)
    }

    @Test func bodiesThatAreNoEventsAreNotJudged() throws {
        let registry = try ContractRegistry([ContractDefinition(eventType: "T", schema: false)])
        for body in ["", "{", "[]", #"{"detail-type":"T"}"#] {
            #expect(registry.objection(toBody: Array(body.utf8)) == nil)
        }
        #expect(registry.objection(toBody: event([:]).eventBridge.utf8) == "contract T v1 at /: is not allowed here")
    }

    @Test func aBadContractIsRefusedWithItsPlace() {
        func message(_ contracts: ContractDefinition...) -> String? {
            var d = PipelineDefinition()
            d.contracts = contracts
            do {
                _ = try Wiring(d, ids: countingIDs())
                return nil
            } catch {
                return "\(error)"
            }
        }
        #expect(
            message(.init(eventType: "T", schema: ["type": "text"]))?.hasPrefix(
                "contract T v1: schema #/type must name types"
            ) == true
        )
        #expect(
            message(.init(eventType: "T", schema: true), .init(eventType: "T", schema: true))
                == "contract T v1 is defined twice"
        )
        #expect(message(.init(eventType: "T", schema: true, mode: .deadletter("no"))) == "contract T v1: no queue no")
        #expect(message(.init(eventType: "", schema: true))?.contains("needs an event type") == true)
    }
}
