import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("Mappings and patterns of flow files, and what is wrong with them")
struct FlowMappingTests {
    @Test func aMessageStaysHiddenForAsLongAsItsFunctionMayTake() throws {
        func mistakes(_ visibility: String, _ timeout: String) -> [String] {
            FlowFileTests.mistakes(
                """
                flow: a
                queues: [{QueueName: q\(visibility)}]
                functions: [{FunctionName: f, Handler: pay\(timeout)}]
                eventSourceMappings:
                  - FunctionName: f
                    Queue: q
                """
            )
        }
        #expect(
            mistakes(", VisibilityTimeout: 2s", ", Timeout: 2500ms") == [
                "6:12: eventSourceMappings[0].Queue: the visibility timeout of queue 'q', 2 s, is less than the timeout of "
                    + "function 'f', 2.5 s; raise VisibilityTimeout to that at least, better to 6 times as much, or lower Timeout"
            ]
        )
        #expect(mistakes(", VisibilityTimeout: 2s", "").count == 1, "a function has 3 s where nothing is said")
        #expect(mistakes("", ", Timeout: 31").count == 1, "a queue has 30 s where nothing is said")
        #expect(mistakes(", VisibilityTimeout: 2s", ", Timeout: 2") == [])
        #expect(mistakes("", ", Timeout: 30") == [])
    }

    @Test func everyMappingIsLookedAtAndArnsToo() {
        let found = FlowFileTests.mistakes(
            """
            flow: a
            queues: [{QueueName: q, VisibilityTimeout: 1}, {QueueName: r}]
            functions: [{FunctionName: f, Handler: pay}]
            eventSourceMappings:
              - {Queue: r, FunctionName: f}
              - {Queue: gone, FunctionName: f}
              - {FunctionName: f, EventSourceArn: "arn:aws:sqs:eu-west-1:123456789012:q"}
            """
        )
        #expect(found.count == 2, "\(found)")
        #expect(found.first?.hasPrefix("6:13: eventSourceMappings[1].Queue: there is no queue 'gone'") == true)
        #expect(found.last?.hasPrefix("7:39: eventSourceMappings[2].EventSourceArn: the visibility timeout") == true)
    }

    @Test func noBundledFlowHidesItsMessagesForLess() {
        for flow in Flow.all(.demo) + Flow.all() {
            for mapping in flow.definition.mappings {
                let queue = flow.definition.queues.first { $0.name == mapping.queue }
                let function = flow.definition.functions.first { $0.name == mapping.function }
                #expect(queue?.visibilityTimeout ?? .zero >= function?.timeout ?? .seconds(900), "\(flow.name)")
            }
        }
    }

    private func mapping(_ members: String) -> String {
        """
        flow: a
        streams: [{StreamName: s}]
        tables: [{TableName: t, KeySchema: [{AttributeName: k, KeyType: HASH}], StreamSpecification: {StreamViewType: NEW_IMAGE}}]
        functions: [{FunctionName: f, Handler: pay}]
        eventSourceMappings:
          - {FunctionName: f, \(members)}
        """
    }

    @Test(arguments: [
        ("Stream: s", StreamMapping.StartingPosition.trimHorizon), ("Stream: s, StartingPosition: LATEST", .latest),
        (
            "Stream: s, StartingPosition: AT_TIMESTAMP, StartingPositionTimestamp: 2026-11-21T01:00:00+01:00",
            .at(Timestamp(seconds: 1_795_219_200))
        ),
        (
            "Stream: s, StartingPosition: AT_TIMESTAMP, StartingPositionTimestamp: 1795219200.25",
            .at(Timestamp(seconds: 1_795_219_200) + .milliseconds(250))
        ),
    ])
    func aStreamIsReadFromWhereTheFileSays(members: String, position: StreamMapping.StartingPosition) throws {
        let mappings = try FlowFileTests.read(mapping(members)).definition.streamMappings
        #expect(mappings.map(\.startingPosition) == [position])
    }

    @Test(arguments: [
        ("Stream: s, StartingPosition: AT_TIMESTAMP", "6:52: eventSourceMappings[0].StartingPosition: needs a"),
        (
            "Stream: s, StartingPosition: AT_TIMESTAMP, StartingPositionTimestamp: yesterday",
            "6:93: eventSourceMappings[0].StartingPositionTimestamp: must be a time, not the text 'yesterday'"
        ),
        (
            "Stream: s, StartingPosition: AT_TIMESTAMP, StartingPositionTimestamp: -1",
            "6:93: eventSourceMappings[0].StartingPositionTimestamp: must be a time, not the number -1"
        ),
        (
            "Stream: s, StartingPosition: AT_TIMESTAMP, StartingPositionTimestamp: 1e300",
            "6:93: eventSourceMappings[0].StartingPositionTimestamp: must be a time"
        ),
        (
            "Stream: s, StartingPosition: LATEST, StartingPositionTimestamp: 7",
            "6:87: eventSourceMappings[0].StartingPositionTimestamp: belongs to StartingPosition: AT_TIMESTAMP"
        ),
        (
            "Stream: s, StartingPositionTimestamp: 7",
            "6:61: eventSourceMappings[0].StartingPositionTimestamp: belongs to"
        ),
        (
            "Table: t, StartingPosition: AT_TIMESTAMP, StartingPositionTimestamp: 7",
            "6:51: eventSourceMappings[0].StartingPosition: is for streams, and not for a table's changes"
        ),
        (
            "Stream: s, StartingPosition: AT_TIME, StartingPositionTimestamp: 7",
            "6:52: eventSourceMappings[0].StartingPosition: must be one of TRIM_HORIZON, LATEST, AT_TIMESTAMP"
        ),
    ])
    func aPositionThatIsNoneIsToldWithItsPlace(members: String, mistake: String) {
        let found = FlowFileTests.mistakes(mapping(members))
        #expect(found.count == 1 && found.first?.hasPrefix(mistake) == true, "\(found)")
    }

    @Test(arguments: [0, 1]) func aPatternHasAtMost4096Characters(more: Int) {
        // `{"a":["…"]}` are ten characters beside the value's.
        let value = String(repeating: "é", count: 4_086 + more)
        for pattern in ["{a: [\(value)]}", "'{\"a\": [ \"\(value)\" ]}'"] {
            let found = FlowFileTests.mistakes(
                "flow: a\nqueues: [{QueueName: q}]\nrules:\n  - Name: r\n    Targets: [{Id: q, Queue: q}]\n    EventPattern: \(pattern)"
            )
            #expect(
                found
                    == (more == 0
                        ? []
                        : [
                            "6:19: rules[0].EventPattern: has 4097 characters, but may have 4096 (InvalidEventPatternException); "
                                + "make it shorter, or two rules of it"
                        ])
            )
        }
    }
}
