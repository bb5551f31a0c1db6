import EventModel
import Pipeline
import Synchronization
import Testing

@testable import Flows

@Suite("What functions of bundled flows are handed")
struct EventRecordTests {
    @Test func aTopicsMessageAStreamsRecordAndAChangeAreRead() async throws {
        let seen = Seen()
        var definition = PipelineDefinition()
        let service = Service(name: "s", settings: FlowSettings(pace: 0))
        definition.functions = [
            FunctionDefinition(
                name: "f",
                service: "s",
                handler: service.handler { record in
                    seen.add(
                        "\(record.messageID ?? "-") \(record.type) \(record.event["n"] ?? .null) \(record.image("NewImage") ?? .null)"
                    )
                    return [:]
                }.handler
            )
        ]
        let flow = Flow(name: "f", definition: definition)
        try await FlowBench.with([flow]) { bench in
            for payload: JSON in [
                ["Records": [["Sns": ["MessageId": "m", "Subject": "News", "Message": #"{"n":1}"#]]]],
                [
                    "Records": [
                        ["messageId": "q", "body": #"{"Type":"Notification","Subject":"News","Message":"{\"n\":2}"}"#]
                    ]
                ],
                ["Records": [["kinesis": ["sequenceNumber": "7", "data": "eyJuIjozfQ=="]]]],
                [
                    "Records": [
                        ["eventName": "INSERT", "dynamodb": ["SequenceNumber": "8", "NewImage": ["n": ["N": "4"]]]]
                    ]
                ],
            ] {
                _ = try await bench.pipeline.invoke("f", payload, correlationID: "c-1")
            }
            #expect(seen.all == ["m News 1 null", "q News 2 null", "7 Message 3 null", #"8 INSERT null {"n":4}"#])
            for (payload, told) in [
                (["Records": [[:]]] as JSON, "Records[0] has no body"),
                (["Records": [["kinesis": ["data": "%"]]]], "the data of Records[0] is no base64"),
                (["Records": [["Sns": ["Message": "{"]]]], "the message of Records[0] is "),
            ] {
                let error = await #expect(throws: ErrorInfo.self) {
                    try await bench.pipeline.invoke("f", payload, correlationID: "c-1")
                }
                #expect(
                    error?.type == "InvalidPayload" && error?.message.hasPrefix(told) == true,
                    "\(String(describing: error))"
                )
            }
        }
    }

    private final class Seen: Sendable {
        private let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock { $0 } }
        func add(_ text: String) { texts.withLock { $0.append(text) } }
    }
}
