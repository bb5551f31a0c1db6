import EventModel
import Testing

@testable import Flows

@Suite("The summary of a run")
struct RunSummaryTests {
    private let summary = RunSummary(
        seed: 7,
        seconds: 12.3456,
        total: .init(started: 10, completed: 8, dead: 1, inFlight: 1),
        events: .init(published: 40, matched: 38, unmatched: 2),
        deliveries: .init(attempted: 60, succeeded: 58, retried: 1, dead: 1),
        flows: [.init(name: "orders", counts: .init(started: 10, completed: 8, dead: 1, inFlight: 1))],
        queues: [.init(queue: "payments-dlq", depth: 1, inFlight: 0)]
    )

    @Test func hasTheShapeOfTheContract() {
        #expect(
            summary.json.description
                == #"{"seed":7,"seconds":12.346,"started":10,"completed":8,"dead":1,"in_flight":1,"#
                + #""events":{"published":40,"matched":38,"unmatched":2,"rejected":0},"#
                + #""deliveries":{"attempted":60,"succeeded":58,"retried":1,"dead":1},"#
                + #""flows":[{"name":"orders","started":10,"completed":8,"dead":1,"in_flight":1}],"#
                + #""queues":[{"queue":"payments-dlq","depth":1,"in_flight":0}]}"#
        )
    }

    @Test func readsAsATable() {
        #expect(
            summary.text == """
                10 flows started: 8 completed, 1 dead, 1 in flight (12.3 s, seed 7)
                events      40 published, 38 matched, 2 unmatched
                deliveries  60 attempted, 58 succeeded, 1 retried, 1 dead

                flow    started  completed  dead  in flight
                orders       10          8     1          1

                queue         depth  in flight
                payments-dlq      1          0
                """
        )
    }

    @Test func countsTopicsAndStreamsWhereAFlowHasThem() {
        var summary = summary
        summary.topics = .init(published: 6, fannedOut: 9, filteredOut: 3)
        summary.streams = .init(put: 6, trimmed: 2, unread: 1, discarded: 1)
        #expect(summary.json["topics"] == ["published": 6, "fanned_out": 9, "filtered_out": 3])
        #expect(summary.json["streams"] == ["put": 6, "trimmed": 2, "unread": 1, "discarded": 1])
        #expect(summary.text.contains("\ntopics      6 published, 9 fanned out, 3 filtered out\n"))
        #expect(summary.text.contains("\nstreams     6 put, 1 discarded, 2 trimmed (1 unread)\n"))
    }

    @Test func saysWhenItDoesNotAddUp() {
        var wrong = summary
        wrong.total.completed = 7
        #expect(!wrong.total.addUp)
        #expect(wrong.text.contains("do not add up"))
    }
}
