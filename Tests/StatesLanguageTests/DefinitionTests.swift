import EventModel
import StatesLanguage
import Testing

@Suite struct DefinitionTests {
    @Test(arguments: [
        (#"{"States":{"A":{"Type":"Succeed"}}}"#, ["/"]), (#"{"StartAt":"A"}"#, ["/"]), ("[]", ["/"]),
        (#"{"StartAt":"A","States":{}}"#, ["/States", "/StartAt"]),
        (#"{"StartAt":"Z","States":{"A":{"Type":"Succeed"}}}"#, ["/StartAt"]),
        (#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}"#, ["/States/A/Next", "/States"]),
        (#"{"StartAt":"A","States":{"A":{"Type":"Succeed"},"a/b":{"Type":"Succeed"}}}"#, ["/States/a~1b"]),
        (#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}"#, ["/States"]),
        (#"{"StartAt":"A","States":{"A":{"Type":"Task","End":true}}}"#, ["/States/A"]),
        (#"{"StartAt":"A","States":{"A":{"Type":"Nope","End":true}}}"#, ["/States/A/Type"]),
        (#"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,"Next":"A"}}}"#, ["/States/A"]),
        (#"{"StartAt":"A","States":{"A":{"Type":"Succeed","Retry":[]}}}"#, ["/States/A/Retry"]),
        (
            #"{"StartAt":"A","States":{"A":{"Type":"Pass","InputPath":"x","ResultPath":"$.a[*]","End":true}}}"#,
            ["/States/A/InputPath", "/States/A/ResultPath"]
        ),
        (
            #"{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"l":[{"x.$":5,"x":1}]},"End":true}}}"#,
            ["/States/A/Parameters/l/0/x.$", "/States/A/Parameters/l/0/x"]
        ),
        (#"{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[]}}}"#, ["/States/A/Choices"]),
        (
            #"{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$.x","NumericEquals":"1","Next":"A"}]}}}"#,
            ["/States/A/Choices/0/NumericEquals"]
        ),
        (#"{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":-1,"End":true}}}"#, ["/States/A/Seconds"]),
        (
            #"{"StartAt":"A","States":{"A":{"Type":"Wait","Timestamp":"2026-02-30T00:00:00Z","End":true}}}"#,
            ["/States/A/Timestamp"]
        ),
        (
            #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"function:f","End":true,"Retry":[{"ErrorEquals":["States.ALL"]},{"ErrorEquals":["E"],"BackoffRate":0.5}]}}}"#,
            ["/States/A/Retry/0/ErrorEquals", "/States/A/Retry/1/BackoffRate"]
        ),
        (
            #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"function:f","End":true,"Catch":[{"ErrorEquals":["E"],"Next":"Z"}]}}}"#,
            ["/States/A/Catch/0/Next"]
        ),
        (
            #"{"StartAt":"A","States":{"A":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}]}}}"#,
            ["/States/A"]
        ),
        (#"{"StartAt":"A","States":{"A":{"Type":"Map","End":true}}}"#, ["/States/A"]),
        (#"{"StartAt":"A","QueryLanguage":"JSONata","States":{"A":{"Type":"Succeed"}}}"#, ["/QueryLanguage"]),
    ])
    func everyMistakeIsNamedByItsPath(text: String, expected: [String]) throws {
        let invalid = try #require(throws: StateMachine.Invalid.self) { try StateMachine(parsing: Array(text.utf8)) }
        #expect(invalid.mistakes.map(\.path) == expected, "\(invalid)")
    }

    @Test func aDefinitionSaysWhatItHolds() throws {
        let machine = try StateMachine(
            JSON(
                parsing: #"""
                    {"Comment":"c","StartAt":"A","TimeoutSeconds":60,"States":{
                      "A":{"Type":"Task","Resource":"arn:aws:lambda:eu-west-1:123456789012:function:pay:7","Next":"P",
                           "Catch":[{"ErrorEquals":["States.ALL"],"Next":"F"}]},
                      "P":{"Type":"Parallel","Branches":[{"StartAt":"X","States":{"X":{"Type":"Pass","End":true}}}],"End":true},
                      "F":{"Type":"Fail"}}}
                    """#
            )
        )
        #expect(machine.names == ["A", "P", "F"])
        #expect(machine.states["A"]?.targets == ["P", "F"])
        #expect(machine.states["P"]?.innerStarts == ["X"])
        #expect(machine.states["X"]?.type == "Pass")
        #expect(machine.timeoutSeconds == 60)
    }

    @Test(arguments: [
        ("arn:aws:lambda:eu-west-1:1:function:pay:7", TaskResource.Kind.function("pay"), TaskResource.Pattern.response),
        ("function:pay", .function("pay"), .response),
        ("arn:aws:states:eu-west-1:1:activity:pack", .activity("pack"), .response),
        (
            "arn:aws:states:::sqs:sendMessage.waitForTaskToken", .integration(service: "sqs", action: "sendMessage"),
            .token
        ),
        (
            "arn:aws:states:::aws-sdk:s3:listBuckets", .integration(service: "aws-sdk:s3", action: "listBuckets"),
            .response
        ),
        (
            "arn:aws:states:::states:startExecution.sync:2", .integration(service: "states", action: "startExecution"),
            .sync
        ),
        ("foo:bar", .other, .response),
    ])
    func aResourceSaysWhatIsRun(uri: String, kind: TaskResource.Kind, pattern: TaskResource.Pattern) {
        #expect(TaskResource(uri).kind == kind)
        #expect(TaskResource(uri).pattern == pattern)
    }

    @Test func hostileDefinitionsAreRefused() throws {
        for text in [
            "{", "\u{1}", String(repeating: "[", count: 100_000), #"{"StartAt":"\#u{1b}[2J","States":{"A":5}}"#,
        ] {
            #expect(throws: StateMachine.Invalid.self) { try StateMachine(parsing: Array(text.utf8)) }
        }
        #expect(throws: StateMachine.Invalid.self) { try StateMachine(parsing: [0x22, 0xFF, 0x22]) }
        // Rules inside each other as deep as JSON may nest.
        let depth = 160
        let rule =
            String(repeating: #"{"Not":"#, count: depth) + #"{"Variable":"$.a","IsPresent":true}"#
            + String(repeating: "}", count: depth)
        let text =
            #"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Next":"S",\#(rule.dropFirst())],"Default":"S"},"S":{"Type":"Succeed"}}}"#
        let machine = try StateMachine(parsing: Array(text.utf8))
        #expect(machine.names == ["C", "S"])
    }

    @Test func mistakesAreNotCollectedWithoutEnd() throws {
        let states = (0..<5000).map { #""S\#($0)":{"Type":"X"}"# }.joined(separator: ",")
        let invalid = try #require(throws: StateMachine.Invalid.self) {
            try StateMachine(parsing: Array(#"{"StartAt":"S0","States":{\#(states)}}"#.utf8))
        }
        #expect(invalid.mistakes.count == 1000)
    }
}
