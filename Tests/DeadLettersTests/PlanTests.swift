import DeadLetters
import EventModel
import Synchronization
import Testing

@Suite struct PlanTests {
    private let queue = "payments-dlq"

    @Test func freezesTheSelection() async throws {
        let bench = Bench((0..<30).map { letter($0) })
        var options = RedriveOptions.quick
        options.rate = .init(5)
        let plan = try await bench.engine.plan(queue, .all, options)
        #expect(plan.id == "task-1" && plan.queue == queue && plan.options == options)
        #expect(plan.ids == (0..<30).map { letter($0).id })
        #expect(plan.destinations == [orders: 30])
        #expect(plan.bytes == 10 * 6 + 20 * 7 && plan.largest == 7 && plan.edited == 0)
        #expect(plan.groups.map(\.count) == [30] && plan.groups[0].error == "CardDeclined: card ending # declined")
        #expect(plan.frozen == bench.clock.now && plan.warnings.isEmpty)
        bench.broker.add([letter(99)])
        let last = try await bench.engine.redrive(plan) { _ in }
        #expect(last.sent == 30)
        #expect(try await bench.left() == [letter(99).id])
    }

    @Test func selects() async throws {
        let timeout = ErrorInfo(type: "Timeout", message: "x")
        let bench = Bench((0..<300).map { letter($0, error: $0 % 3 == 0 ? timeout : nil) })
        let ids = [letter(250).id, letter(7).id, letter(7).id, "nope"]
        let some = try await bench.engine.plan(queue, .ids(ids))
        #expect(some.ids == [letter(7).id, letter(250).id])
        #expect(some.warnings == ["1 of the given ids is not in payments-dlq"])
        let many = try await bench.engine.plan(queue, .ids((100..<260).reversed().map { letter($0).id }))
        #expect(many.ids == (100..<260).map { letter($0).id })
        let group = Fingerprint(letter(0, error: timeout)).id
        #expect(try await bench.engine.plan(queue, .group(group)).ids.count == 100)
        let matching = DeadLetterSelection.matching("c", { $0.correlationID == "c-8" })
        #expect(try await bench.engine.plan(queue, matching).ids == [letter(8).id])
        #expect(try await bench.engine.plan(queue, .group("none")).warnings == ["nothing is selected"])
        await #expect(throws: DeadLetterError.self) { try await bench.engine.plan("nope", .all) }
    }

    @Test func warns() async throws {
        let function = DeadLetter.Destination(.function, "gone")
        let bench = Bench([
            letter(0), letter(1, generation: 1), letter(2, generation: 2), letter(3, generation: 4),
            letter(4, source: function), letter(5, expires: HandClock().now + .seconds(600)),
            letter(6, expires: HandClock().now + .seconds(86_400)),
        ])
        _ = try await bench.broker.claim([letter(0).id], in: queue, for: "ana", until: bench.clock.now + .seconds(60))
        let plan = try await bench.engine.plan(queue, .all)
        #expect(plan.destinations == [orders: 5, function: 1])
        #expect(plan.generations.values.sorted() == [1, 2] && plan.quarantined == 1)
        #expect(!plan.ids.contains(letter(3).id) && plan.expires == HandClock().now + .seconds(600))
        #expect(
            plan.warnings == [
                "1 can not return to function gone: there is no function named 'gone' to send to",
                "1 is locked by task ana: the redrive is refused while it runs",
                "1 is quarantined and left out: died again after 3 redrives, look for the cause first",
                "2 were redriven before and died again", "1 expires within the hour, the first in 10 min",
            ]
        )
        let parked = try await bench.engine.plan(queue, .all, RedriveOptions(destination: .init(.queue, "parking")))
        #expect(parked.destinations == [.init(.queue, "parking"): 6])
        #expect(parked.warnings.last == "1 came from a function and would go to a queue, parking")
        await #expect(throws: DeadLetterError.self) {
            try await bench.engine.plan(queue, .all, RedriveOptions(destination: function))
        }
    }

    @Test func saysWhenNothingHasChangedSinceTheLastRedrive() async throws {
        let bench = Bench((0..<4).map { letter($0) })
        try await bench.redriveAll()
        for (i, sent) in bench.broker.sent.enumerated() {
            bench.broker.dieAgain(sent.id, error: i == 0 ? ErrorInfo(type: "Timeout", message: "new") : nil)
        }
        let plan = try await bench.engine.plan(queue, .all)
        #expect(
            plan.warnings == [
                "4 were redriven before and died again",
                "3 were redriven before and nothing has changed since: they died of the same",
            ]
        )
    }

    @Test func looksAtEditsAndContracts() async throws {
        let clock = HandClock()
        let broker = InMemoryDeadLetterBroker(queues: [queue], destinations: [orders], now: { clock.now })
        broker.add(
            (0..<5).map { n in
                var dead = letter(n)
                // It is sent without this, and that is no edit.
                if n == 3 { dead.attributes = ["RULE_ARN": "arn:aws:events:eu-1:1:rule/r"] }
                dead.body = Array((n == 4 ? "no JSON" : "{\"order\":{\"id\":\(n)}}").utf8)
                return dead
            }
        )
        let engine = DeadLetterEngine(
            broker: broker,
            now: { clock.now },
            objection: { letter, body in body.count < 8 ? "contract Order v1 at /order: is missing" : nil }
        )
        var options = RedriveOptions.quick
        options.changes = [BodyChange(path: "$.order.id", value: "7")]
        options.edits[letter(0).id] = .init(body: Array("{\"order\":{}, ".utf8), attributes: [:])
        options.edits[letter(1).id] = .init(
            body: Array(repeating: 0x20, count: 1 << 20) + Array("{\"order\":{}}".utf8),
            attributes: [:]
        )
        let plan = try await engine.plan(queue, .all, options)
        #expect(plan.edited == 3)
        #expect(plan.warnings.count == 2)
        #expect(plan.warnings[0].hasPrefix("2 can not be changed as asked for and will not be sent: "))
        #expect(plan.warnings[1] == "1 is larger than 1 MiB after its edit")
        let changes = try await engine.changes(plan)
        #expect(changes.map(\.id) == plan.ids && changes.count { $0.problem != nil } == 2)
        options.changes = []
        options.edits = [letter(2).id: .init(body: Array("{".utf8), attributes: [:])]
        let broken = try await engine.plan(queue, .all, options)
        #expect(broken.edited == 1)
        #expect(
            broken.warnings == [
                "1 was JSON and is not after its edit", "2 would break contract Order v1 at /order: is missing",
            ]
        )
        let listed = try await engine.changes(broken)
        #expect(listed.map(\.id) == [letter(2).id, letter(4).id] && broken.objected == 2)
        #expect(listed.map(\.isChanged) == [true, false])
        #expect(listed.allSatisfy { $0.objection == "contract Order v1 at /order: is missing" && $0.problem == nil })
        options.changes = [BodyChange(path: "$.[", value: "7")]
        await #expect(throws: DeadLetterError.self) { try await engine.plan(queue, .all, options) }
    }
}
