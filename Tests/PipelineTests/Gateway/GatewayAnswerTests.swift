import EventModel
import Testing

@testable import Pipeline

@Suite("A function's answer as a response")
struct GatewayAnswerTests {
    private func answer(_ result: JSON) throws -> GatewayAnswer { try GatewayAnswer(function: result) }

    @Test func whatSaysNoStatusIsTheBodyOfA200() throws {
        for result: JSON in [["a": 1], "text", 7, .null, [1, 2]] {
            let answer = try answer(result)
            #expect(answer.status == 200 && answer.body == result.utf8)
            #expect(answer.headers == [RequestHead.Header("content-type", "application/json")])
        }
    }

    @Test func whatSaysOneIsTheAnswer() throws {
        let answer = try answer([
            "statusCode": 201, "body": "aGk=", "isBase64Encoded": true, "cookies": ["a=1", "b=2"],
            "headers": [
                "X-A": "1", "x-n": 7, "x-b": true, "Content-Type": "text/csv", "Content-Length": "999",
                "Connection": "close", "Transfer-Encoding": "chunked", "X-Correlation-ID": "mine",
            ],
        ])
        #expect(answer.status == 201 && answer.body == Array("hi".utf8))
        #expect(
            answer.headers.map { "\($0.name): \($0.value)" } == [
                "x-a: 1", "x-n: 7", "x-b: true", "content-type: text/csv", "set-cookie: a=1", "set-cookie: b=2",
            ]
        )
        let text = try self.answer(["statusCode": "404", "body": "no"])
        #expect(text.status == 404 && text.headers.map(\.value) == ["text/plain;charset=UTF-8"])
        #expect(try self.answer(["statusCode": 204, "body": "x"]).body.isEmpty)
    }

    @Test(
        arguments: [
            ["statusCode": 99], ["statusCode": 600], ["statusCode": 101], ["statusCode": "x"], ["statusCode": .null],
            ["statusCode": 200, "body": ["a": 1]], ["statusCode": 200, "body": "&", "isBase64Encoded": true],
            ["statusCode": 200, "isBase64Encoded": "yes"], ["statusCode": 200, "headers": [1]],
            ["statusCode": 200, "headers": ["a\r\nb": "1"]],
            ["statusCode": 200, "headers": ["a": "1\r\nSet-Cookie: x"]],
            ["statusCode": 200, "headers": ["": "1"]], ["statusCode": 200, "headers": ["a": ["b"]]],
            ["statusCode": 200, "cookies": "a=1"], ["statusCode": 200, "cookies": ["a\n"]],
        ] as [JSON]
    )
    func whatIsNoneIsABadGateway(result: JSON) {
        #expect(throws: GatewayAnswer.Malformed.self) { try GatewayAnswer(function: result) }
        let (answer, error) = GatewayAnswer.answer(.answered(result))
        #expect(answer.status == 502 && error?.type == "MalformedAnswer")
    }

    @Test func anAnswerThatIsTooLargeIsABadGateway() {
        let large = JSON.string(String(repeating: "x", count: 6 << 20))
        #expect(GatewayAnswer.answer(.answered(large)).answer.status == 502)
    }

    @Test func afailureHasItsStatusAndSaysNothingOfTheFunction() {
        let secret = ErrorInfo(type: "Secret", message: "the password is x")
        let outcomes: [(RequestOutcome, Int)] = [
            (.failed(secret), 502), (.timedOut, 504), (.throttled, 503), (.unavailable(secret), 503),
            (.tooLarge(7_000_000), 413),
        ]
        for (outcome, status) in outcomes {
            let (answer, error) = GatewayAnswer.answer(outcome)
            #expect(answer.status == status && error != nil)
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("password"))
            #expect(answer.headers.contains { $0.name == "retry-after" } == (status == 503))
        }
    }
}
