import EventModel
import Pipeline
import TestSupport
import Testing

@Suite struct CloudEventTests {
    /// The cases of `vectors/cloudevents`: what is an event and what is none. What can not pass stands in `exceptions.txt`.
    @Test(.enabled(if: Shared.isThere, Shared.missing)) func agreesWithTheRulesOnEvents() throws {
        let exceptions = try Exceptions(beside: #filePath)
        var tried = 0
        for line in try Shared.lines("vectors/cloudevents/events.jsonl") {
            let test = try JSON(parsing: line)
            let id = test["id"]?.string ?? ""
            let isBatch = test["batch"]?.bool == true
            let body = Array((test["body"]?.string ?? "").utf8)
            let type = isBatch ? "application/cloudevents-batch+json" : test["contentType"]?.string ?? ""
            let events = Result { try CloudEvent.events(headers: [("Content-Type", type)], body: body) }
            var agrees = (try? events.get()) != nil
            agrees = agrees == (test["valid"]?.bool ?? false)
            // Written again and read again, an event is the same.
            for event in (try? events.get()) ?? [] {
                var again = try CloudEvent(json: event.json)
                again.specversion = event.specversion
                #expect(again == event, "\(id)")
            }
            let listed = exceptions.reason("cloudevents \(id)")
            #expect(agrees == (listed == nil), "\(id) \(test["name"]?.string ?? ""): \(events)")
            tried += 1
        }
        #expect(tried > 100)
    }

    @Test(.enabled(if: Shared.isThere, Shared.missing)) func agreesWithTheHTTPBinding() throws {
        var tried = 0
        for line in try Shared.lines("vectors/cloudevents/http.jsonl") {
            let test = try JSON(parsing: line)
            let headers = (test["headers"]?.array ?? []).map {
                ($0.array?.first?.string ?? "", $0.array?.last?.string ?? "")
            }
            let body = Array((test["body"]?.string ?? "").utf8)
            let events = try? CloudEvent.events(headers: headers, body: body)
            #expect((events != nil) == (test["valid"]?.bool ?? true), "\(line)")
            if let expected = test["attributes"]?.object, let event = events?.first {
                let read = event.json
                for member in expected.members { #expect(read[member.name] == member.value, "\(line)") }
                if let data = test["data"] { #expect(event.data == .json(data), "\(line)") }
            }
            tried += 1
        }
        #expect(tried > 5)
    }

    @Test(arguments: [
        (#"{"specversion":"1.0","id":"1","source":"/s"}"#, "CloudEvent attribute 'type' is missing"),
        (
            #"{"specversion":"1.0","id":"1","source":"a b","type":"t"}"#,
            "CloudEvent attribute 'source' must be a uri-reference, not 'a b'"
        ),
        (
            #"{"specversion":"1.0","id":"1","source":"/s","type":"t","myName":1}"#,
            "CloudEvent attribute 'myName' has a name that is not lower-case letters and digits"
        ),
        (#"{"specversion":"2.0"}"#, "CloudEvent attribute 'specversion' must be 1.0 (or 0.3)"),
        ("[]", "CloudEvent must be an object"),
    ])
    func saysWhatIsWrong(text: String, message: String) throws {
        let error = #expect(throws: CloudEventError.self) { try CloudEvent(json: JSON(parsing: text)) }
        #expect(error?.description == message)
    }

    @Test func anEventOfOursComesBackAsItWent() throws {
        let event = Event(
            id: "1",
            source: "orders",
            type: "OrderCreated",
            time: Timestamp(rfc3339: "2026-11-21T01:24:31.648123Z") ?? Timestamp(seconds: 0),
            subject: "A-1",
            data: ["amount": 5],
            correlationID: "flow",
            causationID: "0",
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        )
        let read = Event(try CloudEvent(json: CloudEvent(event).json), now: Timestamp(seconds: 0)) { "new" }
        #expect(read == event)
    }

    @Test func whatIsNoObjectIsPutIntoOne() throws {
        var event = CloudEvent(id: "1", source: "/s", type: "t")
        event.data = .json("text")
        #expect(Event(event, now: Timestamp(seconds: 0)) { "new" }.data == ["value": "text"])
        event.data = .base64("AQ==")
        let read = Event(event, now: Timestamp(seconds: 5)) { "new" }
        #expect(
            read.data == ["data_base64": "AQ=="] && read.correlationID == "new" && read.time == Timestamp(seconds: 5)
        )
    }
}
