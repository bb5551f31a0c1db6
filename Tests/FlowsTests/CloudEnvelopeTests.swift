import EventModel
import Testing

@testable import Flows

@Suite("Envelopes of the clouds")
struct CloudEnvelopeTests {
    private static func read(_ text: String) throws -> CloudEnvelope { try CloudEnvelope(JSON(parsing: text)) }

    @Test(arguments: [
        (#"{"id":"1","detail-type":"Scan","source":"hub","detail":{"n":7}}"#, CloudEnvelope.Shape.eventBridge),
        (
            #"[{"id":"1","eventType":"Scan","subject":"s","eventTime":"2026-11-11T00:00:00Z","data":{"n":7}}]"#,
            .eventGrid
        ),
        (#"{"specversion":"1.0","id":"1","type":"Scan","source":"hub","data":{"n":7}}"#, .cloudEvents),
        (#"{"specversion":"1.0","id":"1","type":"Scan","source":"hub","data_base64":"eyJuIjo3fQ=="}"#, .cloudEvents),
        (
            #"{"message":{"data":"eyJuIjo3fQ==","messageId":"1","attributes":{"type":"Scan"}},"subscription":"s"}"#,
            .pubSub
        ),
    ])
    func everyShapeSaysTheSame(text: String, shape: CloudEnvelope.Shape) throws {
        let envelope = try Self.read(text)
        #expect(envelope.shape == shape && envelope.id == "1" && envelope.type == "Scan" && envelope.data == ["n": 7])
    }

    @Test(arguments: [
        (#"{"a":1}"#, "UnknownEnvelope", "no detail-type"),
        ("[]", "InvalidEnvelope", "a delivery of 0 events"),
        (#"{"message":{"messageId":"1","data":"%%"}}"#, "InvalidEnvelope", "message.data is no base64"),
        (#"{"message":{"messageId":"1","data":"/w=="}}"#, "InvalidEnvelope", "message.data is not UTF-8"),
        (#"{"message":{"messageId":"1","data":"ew=="}}"#, "InvalidEnvelope", "message.data is "),
        (#"{"message":{"data":"e30="}}"#, "InvalidEnvelope", "message.messageId is missing"),
        (#"{"eventType":7,"id":"1"}"#, "InvalidEnvelope", "eventType is missing or no string"),
        (String(repeating: "[", count: 400) + String(repeating: "]", count: 400), "UnknownEnvelope", "no detail-type"),
        ("[{},{}]", "InvalidEnvelope", "a delivery of 2 events, not of one"),
    ])
    func whatIsNoneIsRefusedWithThePlace(text: String, type: String, part: String) throws {
        let error = #expect(throws: ErrorInfo.self) { try Self.read(text) }
        #expect(error?.type == type && error?.message.contains(part) == true, "\(String(describing: error))")
    }
}
