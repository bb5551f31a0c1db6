import EventModel
import StatesLanguage
import Testing

@Suite struct RetryTests {
    /// The worked example of the language: errors A, B, C, B give waits of 1, 2 and 5 seconds, then the catcher.
    @Test func retriersCountForThemselves() throws {
        let definition: JSON = [
            "StartAt": "T",
            "States": [
                "T": [
                    "Type": "Task", "Resource": "function:f", "End": true,
                    "Retry": [
                        ["ErrorEquals": ["A", "B"], "IntervalSeconds": 1, "BackoffRate": 2, "MaxAttempts": 2],
                        ["ErrorEquals": ["C"], "IntervalSeconds": 5],
                    ],
                    "Catch": [["ErrorEquals": ["States.ALL"], "Next": "Caught", "ResultPath": "$.why"]],
                ], "Caught": ["Type": "Pass", "End": true],
            ],
        ]
        let failures = ["A", "B", "C", "B"].map { Simulation.Result.failed(error: $0, cause: "c") }
        let run = try Run(definition, ["in": 1], results: ["T": failures])
        #expect(run.output == ["in": 1, "why": ["Error": "B", "Cause": "c"]])
        let scheduled = run.outcome.events.filter { $0.type == "LambdaFunctionScheduled" }.map {
            ($0.at - Run.start).inSeconds
        }
        #expect(scheduled == [0, 1, 3, 8])
        #expect(run.types.filter { $0 == "TaskStateEntered" }.count == 1)
    }

    @Test func theDelayIsCappedAndJitterTakesAPartOfIt() throws {
        func waits(_ retrier: JSON) throws -> [Double] {
            let definition: JSON = [
                "StartAt": "T",
                "States": ["T": ["Type": "Task", "Resource": "function:f", "End": true, "Retry": [retrier]]],
            ]
            let run = try Run(definition, results: ["T": [.failed(error: "E", cause: nil)]])
            #expect(run.error == "E")
            let at = run.outcome.events.filter { $0.type == "LambdaFunctionScheduled" }.map {
                ($0.at - Run.start).inSeconds
            }
            return zip(at.dropFirst(), at).map { $0 - $1 }
        }
        let plain: JSON = [
            "ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "BackoffRate": 2, "MaxDelaySeconds": 10,
            "MaxAttempts": 4,
        ]
        #expect(try waits(plain) == [3, 6, 10, 10])
        guard case .object(var object) = plain else { return }
        object["JitterStrategy"] = "FULL"
        let jittered = try waits(.object(object))
        #expect(zip(jittered, [3.0, 6, 10, 10]).allSatisfy { $0 >= 0 && $0 <= $1 } && jittered != [3, 6, 10, 10])
        let huge: JSON = ["ErrorEquals": ["E"], "IntervalSeconds": 99_999_999, "BackoffRate": 1e300, "MaxAttempts": 2]
        #expect(try waits(huge) == [99_999_999, 99_999_999])
        #expect(try waits(["ErrorEquals": ["E"], "MaxAttempts": 0]).isEmpty)
    }

    @Test(arguments: [
        ("States.TaskFailed", "E", true), ("States.TaskFailed", "States.Timeout", false),
        ("States.Timeout", "States.Timeout", true),
        ("States.Timeout", "States.HeartbeatTimeout", true), ("States.ALL", "States.DataLimitExceeded", true),
        ("States.ALL", "States.Runtime", false), ("States.Runtime", "States.Runtime", false), ("E", "F", false),
    ])
    func aCatcherTakesErrorsByName(name: String, error: String, isCaught: Bool) throws {
        let definition: JSON = [
            "StartAt": "T",
            "States": [
                "T": [
                    "Type": "Task", "Resource": "function:f", "End": true,
                    "Catch": [["ErrorEquals": [.string(name)], "Next": "Caught"]],
                ], "Caught": ["Type": "Succeed"],
            ],
        ]
        let run = try Run(definition, results: ["T": [.failed(error: error, cause: nil)]])
        #expect(run.states.contains("Caught") == isCaught)
        #expect(run.error == (isCaught ? nil : error))
    }

    @Test func aTaskTimesOutAndSoDoesItsHeartbeat() throws {
        func definition(_ fields: [String: JSON]) -> JSON {
            var task = JSON.Object([
                JSON.Member("Type", "Task"),
                JSON.Member("Resource", "arn:aws:states:::sqs:sendMessage.waitForTaskToken"),
                JSON.Member("End", true),
            ])
            for (name, value) in fields { task[name] = value }
            return ["StartAt": "T", "States": ["T": .object(task)]]
        }
        let timed = try Run(definition(["TimeoutSecondsPath": "$.s"]), ["s": 30], results: ["T": [.silent]])
        #expect(timed.error == "States.Timeout")
        #expect(timed.types.suffix(2) == ["TaskTimedOut", "ExecutionFailed"])
        #expect(timed.outcome.execution.endedAt.map { ($0 - Run.start).inSeconds } == 30)
        let silent = try Run(definition(["TimeoutSeconds": 60, "HeartbeatSeconds": 10]), results: ["T": [.silent]])
        #expect(silent.error == "States.HeartbeatTimeout")
        let wrong = try Run(definition(["TimeoutSecondsPath": "$.s"]), ["s": 0], results: ["T": [.silent]])
        #expect(wrong.error == "States.Runtime")
    }

    @Test func aWholeParallelStateIsTriedAgain() throws {
        let definition: JSON = [
            "StartAt": "P",
            "States": [
                "P": [
                    "Type": "Parallel", "End": true, "Retry": [["ErrorEquals": ["E"], "MaxAttempts": 1]],
                    "Branches": [
                        ["StartAt": "A", "States": ["A": ["Type": "Task", "Resource": "function:a", "End": true]]],
                        ["StartAt": "B", "States": ["B": ["Type": "Task", "Resource": "function:b", "End": true]]],
                    ],
                ]
            ],
        ]
        let run = try Run(
            definition,
            results: ["A": [.succeeded(1)], "B": [.failed(error: "E", cause: nil), .succeeded(2)]]
        )
        #expect(run.output == [1, 2])
        #expect(run.states == ["P", "A", "B", "A", "B"])
    }
}
