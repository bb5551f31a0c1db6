import EventModel
import StatesLanguage
import Testing

/// Executions driven step by step, as a pipeline does.
@Suite struct StepTests {
    private static let now = Run.start

    @Test func aTaskIsRunOnceAndItsResultTakenOnce() throws {
        var driver = try Driver(Self.saga, ["id": 7])
        let pay = try #require(driver.requests.last)
        #expect(pay.state == "Pay" && pay.resource.kind == .function("pay") && pay.input == ["id": 7])
        driver.apply(.taskStarted(token: pay.token))
        driver.apply(.taskStarted(token: pay.token))
        driver.apply(.taskSucceeded(token: pay.token, output: ["paid": true]))
        #expect(driver.execution.currentStates == ["Reserve"])
        // It comes again, late, with another result: nothing changes.
        let before = driver.execution
        driver.apply(.taskSucceeded(token: pay.token, output: ["paid": false]))
        driver.apply(.taskFailed(token: pay.token, error: "E", cause: nil))
        driver.apply(.taskSucceeded(token: "nobody's", output: 1))
        #expect(driver.execution == before && driver.requests.count == 2)
        #expect(
            driver.events.map(\.type) == [
                "ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted",
                "LambdaFunctionSucceeded", "TaskStateExited", "TaskStateEntered", "LambdaFunctionScheduled",
            ]
        )
        #expect(driver.events.map(\.id) == Array(1...8) && driver.events.map(\.previous) == Array(0...7))
    }

    @Test func compensationsRunInTheirOrder() throws {
        var driver = try Driver(Self.saga, ["id": 7])
        driver.apply(.taskSucceeded(token: driver.requests[0].token, output: ["paid": true]))
        driver.apply(.taskFailed(token: driver.requests[1].token, error: "OutOfStock", cause: "none left"))
        #expect(driver.requests.last?.state == "Refund")
        #expect(driver.requests.last?.input == ["paid": true, "error": ["Error": "OutOfStock", "Cause": "none left"]])
        driver.apply(.taskSucceeded(token: driver.requests[2].token, output: [:]))
        #expect(driver.execution.status == .failed && driver.execution.failure?.error == "OrderFailed")
        #expect(driver.actions.last == .finished)
    }

    @Test func aWaitEndsWhenItsTimerFires() throws {
        var driver = try Driver(["StartAt": "W", "States": ["W": ["Type": "Wait", "Seconds": 10, "End": true]]])
        let (id, at) = try #require(driver.timers.first)
        #expect(at == Self.now + .seconds(10))
        driver.apply(.timerFired(id), at: Self.now + .seconds(9))
        #expect(driver.execution.status == .running && driver.timers.count == 2, "too early: it is started again")
        driver.apply(.timerFired(99), at: at)
        driver.apply(.timerFired(id), at: at)
        #expect(driver.execution.status == .succeeded)
    }

    @Test func heartbeatsKeepATaskAlive() throws {
        var driver = try Driver([
            "StartAt": "T",
            "States": [
                "T": ["Type": "Task", "Resource": "arn:aws:states:l:1:activity:a", "HeartbeatSeconds": 5, "End": true]
            ],
        ])
        let token = driver.requests[0].token
        let first = driver.timers[0].id
        driver.apply(.heartbeat(token: token), at: Self.now + .seconds(4))
        driver.apply(.timerFired(first), at: Self.now + .seconds(5))
        #expect(driver.execution.status == .running)
        let second = try #require(driver.timers.last)
        #expect(second.at == Self.now + .seconds(9))
        driver.apply(.timerFired(second.id), at: second.at)
        #expect(driver.execution.failure?.error == "States.HeartbeatTimeout")
        #expect(driver.actions.contains(.cancelTask(token: token)))
    }

    @Test func anExecutionTimesOutOrIsStopped() throws {
        let definition: JSON = [
            "StartAt": "T", "TimeoutSeconds": 5,
            "States": ["T": ["Type": "Task", "Resource": "function:f", "End": true]],
        ]
        var late = try Driver(definition)
        late.apply(.timerFired(late.timers[0].id), at: Self.now + .seconds(5))
        #expect(late.execution.status == .timedOut && late.events.last?.type == "ExecutionTimedOut")
        #expect(late.actions.contains(.cancelTask(token: late.requests[0].token)))
        var stopped = try Driver(definition)
        stopped.apply(.stop(error: "Operator", cause: "enough"))
        #expect(stopped.execution.status == .aborted && stopped.execution.failure?.cause == "enough")
        stopped.apply(.taskSucceeded(token: stopped.requests[0].token, output: 1))
        #expect(stopped.execution.status == .aborted)
    }

    @Test func aMapRunsNoMoreAtOnceThanItMay() throws {
        var driver = try Driver(Self.map(concurrency: 2), [1, 2, 3])
        #expect(driver.requests.map(\.input) == [1, 2])
        driver.apply(.taskSucceeded(token: driver.requests[1].token, output: "b"))
        #expect(driver.requests.map(\.input) == [1, 2, 3])
        driver.apply(.taskSucceeded(token: driver.requests[2].token, output: "c"))
        driver.apply(.taskSucceeded(token: driver.requests[0].token, output: "a"))
        #expect(driver.execution.output == ["a", "b", "c"])
    }

    @Test func theSameStepsGiveTheSameExecution() throws {
        var (one, two) = (try Driver(Self.saga, ["id": 7]), try Driver(Self.saga, ["id": 7]))
        one.apply(.taskSucceeded(token: one.requests[0].token, output: 1))
        two.apply(.taskSucceeded(token: two.requests[0].token, output: 1))
        #expect(one.execution == two.execution && one.actions == two.actions)
    }

    static func map(concurrency: Int, _ more: JSON.Member...) -> JSON {
        var map = JSON.Object([
            JSON.Member("Type", "Map"), JSON.Member("MaxConcurrency", .int(concurrency)), JSON.Member("End", true),
            JSON.Member(
                "ItemProcessor",
                ["StartAt": "T", "States": ["T": ["Type": "Task", "Resource": "function:f", "End": true]]]
            ),
        ])
        for member in more { map[member.name] = member.value }
        return ["StartAt": "M", "States": ["M": .object(map)]]
    }

    static let saga: JSON = [
        "StartAt": "Pay",
        "States": [
            "Pay": ["Type": "Task", "Resource": "function:pay", "Next": "Reserve"],
            "Reserve": [
                "Type": "Task", "Resource": "function:reserve", "End": true,
                "Catch": [["ErrorEquals": ["OutOfStock"], "ResultPath": "$.error", "Next": "Refund"]],
            ], "Refund": ["Type": "Task", "Resource": "function:refund", "Next": "FailOrder"],
            "FailOrder": ["Type": "Fail", "Error": "OrderFailed"],
        ],
    ]
}
