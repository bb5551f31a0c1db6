import DeadLetters
import EventModel
import TestSupport
import Testing

@Suite struct LambdaReportTests {
    private let record = """
        {"version":"1.0","timestamp":"2019-11-14T18:16:05.568Z","requestContext":{"requestId":"r-1",
        "functionArn":"arn:aws:lambda:us-east-2:1:function:my-function:live","condition":"RetriesExhausted","approximateInvokeCount":3},
        "requestPayload":{"ORDER_IDS": [ 1e2 ]},"responseContext":{"statusCode":200,"executedVersion":"7","functionError":"Unhandled"},
        "responsePayload":{"errorMessage":"RequestId: r-1 Process exited before completing request","errorType":"Bad",
        "trace":["Error: x","at a (/var/task/a.js:1:2)","at b (/var/task/b.js:3:4)"]}}
        """

    @Test func readsADestinationsRecord() throws {
        let report = try #require(DeathReport(letter: found(body: record)))
        #expect(
            report.vocabulary == .lambdaDestination && report.condition == "RetriesExhausted" && report.attempts == 3
        )
        #expect(report.version == "7" && report.destination == "arn:aws:lambda:us-east-2:1:function:my-function:live")
        #expect(report.error?.type == "Bad" && report.error?.message.hasSuffix("completing request") == true)
        #expect(report.error?.stack == "at a (/var/task/a.js:1:2)\nat b (/var/task/b.js:3:4)")
        #expect(report.lastFailed == Timestamp(rfc3339: "2019-11-14T18:16:05.568Z") && report["request"] == ["r-1"])
        // The event is there byte for byte.
        #expect(report.payload == Array(#"{"ORDER_IDS": [ 1e2 ]}"#.utf8))
    }

    @Test func readsItInAnEventAMessageAndAString() throws {
        let inner = try JSON(parsing: record)
        let wrapped: [JSON] = [
            ["source": "lambda", "detail-type": "Lambda Function Invocation Result - Failure", "detail": inner],
            ["Type": "Notification", "TopicArn": "arn:t", "Message": .string(record)], .string(record),
        ]
        for body in wrapped {
            let report = try #require(DeathReport(letter: found(body: body.description)))
            #expect(report.vocabulary == .lambdaDestination && report.error?.type == "Bad" && report.payload == nil)
        }
        #expect(DeathReport(letter: found(body: record.replacing("RetriesExhausted", with: "Success"))) == nil)
    }

    @Test func readsWhatRuntimesAnswer() throws {
        func error(_ payload: String) throws -> ErrorInfo? {
            let body =
                #"{"requestContext":{"functionArn":"f"},"responseContext":{"functionError":"Unhandled"},"responsePayload":\#(payload)}"#
            return try #require(DeathReport(letter: found(body: body))).error
        }
        #expect(try error(#"{"errorMessage":"Task timed out after 3.00 seconds"}"#)?.type == "Unhandled")
        #expect(try error("null") == ErrorInfo(type: "Unhandled", message: ""))
        #expect(try error("[1]") == ErrorInfo(type: "Unhandled", message: "[1]"))
        #expect(try error(#""plain text""#)?.message == "plain text")
        #expect(try error(#""{\"errorType\":\"T\",\"errorMessage\":7}""#) == ErrorInfo(type: "T", message: "7"))
        // Frames as lists, as Python 2 and some layers write them.
        #expect(
            try error(#"{"errorType":"T","stackTrace":[["a.py",1,"f","g()"],["b.py",2]]}"#)?.stack
                == "a.py, 1, f, g()\nb.py, 2"
        )
        let python =
            #"{"errorType":"T","stackTrace":["  File \"a.py\", line 1, in f\n    g()\n","  File \"b.py\", line 2, in g\n    raise X\n"]}"#
        #expect(try error(python)?.stack == "File \"b.py\", line 2, in g  raise X\nFile \"a.py\", line 1, in f  g()")
    }

    /// Every dead letter that real AWS wrote for LocalStack's tests.
    @Test(.enabled(if: Shared.isThere, Shared.missing)) func readsWhatAWSWrote() throws {
        var seen: [DeathReport.Vocabulary: Int] = [:]
        for line in try Shared.lines("vectors/aws-real/aws-snapshots.jsonl") {
            for message in messages(try JSON(parsing: line)) {
                guard let report = DeathReport(letter: message) else { continue }
                seen[report.vocabulary, default: 0] += 1
                switch report.vocabulary {
                case .lambdaDestination:
                    #expect(["RetriesExhausted", "EventAgeExceeded"].contains(report.condition))
                    #expect(report.error?.type == "Exception" && report.version == "$LATEST")
                    #expect(report.error?.message.contains("intentional") == true)
                    #expect(report.error?.stack?.hasPrefix("File \"/var/task/handler.py\", line") == true)
                    #expect((1...3).contains(report.attempts ?? 0) && report.payload?.first == UInt8(ascii: "{"))
                case .lambdaQueue:
                    let wanted = ErrorInfo(type: "status 200", message: "Test exception (this is intentional)")
                    #expect(report.error == wanted)
                case .sqs:
                    #expect(report.attempts != nil)
                default: break
                }
            }
        }
        #expect(seen[.lambdaDestination] == 4 && seen[.lambdaQueue] == 2)
        #expect((seen[.sqs] ?? 0) > 2)
    }

    /// Whatever looks like a received message, at any depth.
    private func messages(_ json: JSON) -> [DeadLetter] {
        if let elements = json.array { return elements.flatMap(messages) }
        guard let object = json.object else { return [] }
        guard let body = object["Body"], object["MessageId"] != nil else {
            return object.members.flatMap { messages($0.value) }
        }
        var attributes: [String: String] = [:]
        for member in object["Attributes"]?.object?.members ?? [] { attributes[member.name] = member.value.string }
        // As they are: an object with its value and its type.
        for member in object["MessageAttributes"]?.object?.members ?? [] {
            attributes[member.name] = member.value.description
        }
        return [found(attributes, body: body.string ?? body.description)]
    }
}
