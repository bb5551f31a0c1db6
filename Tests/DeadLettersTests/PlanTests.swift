import DeadLetters
import EventModel
import Testing

@Suite struct PlanTests {
    @Test func freezesTheSelection() async throws {
        let bench = Bench((0..<30).map { letter($0) })
        let plan = try await bench.engine.plan("payments-dlq", .all, rate: 5)
        #expect(plan.id == "task-1" && plan.queue == "payments-dlq" && plan.rate == 5 && plan.override == nil)
        #expect(plan.ids == (0..<30).map { letter($0).id })
        #expect(plan.destinations == [orders: 30])
        #expect(plan.bytes == 10 * 6 + 20 * 7)
        #expect(plan.frozen == bench.clock.now && plan.warnings.isEmpty)
        bench.broker.add([letter(99)])
        var last: RedriveProgress?
        last = try await bench.engine.redrive(plan) { _ in }
        #expect(last?.sent == 30)
        #expect(try await bench.left() == [letter(99).id])
    }

    @Test func selects() async throws {
        let timeout = ErrorInfo(type: "Timeout", message: "x")
        let bench = Bench((0..<300).map { letter($0, error: $0 % 3 == 0 ? timeout : nil) })
        let ids = [letter(250).id, letter(7).id, letter(7).id, "nope"]
        let some = try await bench.engine.plan("payments-dlq", .ids(ids))
        #expect(some.ids == [letter(7).id, letter(250).id])
        #expect(some.warnings == ["1 of the given ids is not in payments-dlq"])
        #expect(
            try await bench.engine.plan("payments-dlq", .group(Fingerprint(letter(0, error: timeout)).id)).ids.count
                == 100
        )
        #expect(
            try await bench.engine.plan("payments-dlq", .matching("c", { $0.correlationID == "c-8" })).ids == [
                letter(8).id
            ]
        )
        #expect(try await bench.engine.plan("payments-dlq", .group("none")).warnings == ["nothing is selected"])
        await #expect(throws: DeadLetterError.self) { try await bench.engine.plan("nope", .all) }
    }

    @Test func warns() async throws {
        let function = DeadLetter.Destination(.function, "gone")
        let bench = Bench([
            letter(0), letter(1, generation: 1), letter(2, generation: 2), letter(3, generation: 4),
            letter(4, source: function), letter(5, expires: HandClock().now + .seconds(600)),
            letter(6, expires: HandClock().now + .seconds(86_400)),
        ])
        _ = try await bench.broker.claim(
            [letter(0).id],
            in: "payments-dlq",
            for: "ana",
            until: bench.clock.now + .seconds(60)
        )
        let plan = try await bench.engine.plan("payments-dlq", .all)
        #expect(plan.destinations == [orders: 6, function: 1])
        #expect(plan.generations.values.sorted() == [1, 2, 4])
        #expect(
            plan.warnings == [
                "1 can not return to function gone: there is no function named 'gone' to send to",
                "1 is locked by task ana and will be skipped while it runs",
                "1 died again after 3 redrives or more: look for the cause first",
                "2 were redriven before and died again", "1 expires within the hour, the first in 10 min",
            ]
        )
        let parked = try await bench.engine.plan("payments-dlq", .all, to: .init(.queue, "parking"))
        #expect(parked.destinations == [.init(.queue, "parking"): 7])
        #expect(parked.warnings.last == "1 came from a function and would go to a queue, parking")
        await #expect(throws: DeadLetterError.self) { try await bench.engine.plan("payments-dlq", .all, to: function) }
    }
}
