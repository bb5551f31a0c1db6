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
}
