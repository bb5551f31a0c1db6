import EventModel
import StatesLanguage
import Testing

@Suite struct RedriveTests {
    @Test func beginsAgainAtTheFailedStateWithItsInput() throws {
        var driver = try Driver(StepTests.saga, ["id": 7])
        driver.apply(.taskSucceeded(token: driver.requests[0].token, output: ["paid": true]))
        driver.apply(.taskFailed(token: driver.requests[1].token, error: "Crash", cause: nil))
        #expect(driver.execution.status == .failed)
        driver.apply(.redrive, at: Run.start + .seconds(60))
        #expect(driver.execution.status == .running && driver.execution.redriveCount == 1)
        #expect(driver.execution.failure == nil && driver.execution.endedAt == nil)
        let again = try #require(driver.requests.last)
        #expect(again.state == "Reserve" && again.input == ["paid": true] && driver.requests.count == 3)
        #expect(again.token != driver.requests[1].token)
        driver.apply(.taskSucceeded(token: again.token, output: "done"))
        #expect(driver.execution.status == .succeeded && driver.execution.output == "done")
        #expect(driver.events.map(\.type).contains("ExecutionRedriven"))
        #expect(driver.execution.redriveRefusal(at: Run.start) == "the execution succeeded")
    }

    @Test func whatSucceededInAMapStaysAndTheRestRuns() throws {
        var driver = try Driver(StepTests.map(concurrency: 2), ["a", "b", "c", "d"])
        driver.apply(.taskSucceeded(token: driver.requests[0].token, output: "A"))
        #expect(driver.requests.map(\.input) == ["a", "b", "c"])
        driver.apply(.taskFailed(token: driver.requests[1].token, error: "E", cause: nil))
        #expect(driver.execution.status == .failed)
        #expect(driver.actions.contains(.cancelTask(token: driver.requests[2].token)))
        driver.apply(.redrive)
        #expect(driver.requests.dropFirst(3).map(\.input) == ["b", "c"])
        driver.apply(.taskSucceeded(token: driver.requests[3].token, output: "B"))
        driver.apply(.taskSucceeded(token: driver.requests[4].token, output: "C"))
        driver.apply(.taskSucceeded(token: driver.requests[5].token, output: "D"))
        #expect(driver.execution.output == ["A", "B", "C", "D"])
    }

    @Test func retriersBeginAnew() throws {
        var driver = try Driver([
            "StartAt": "T",
            "States": [
                "T": [
                    "Type": "Task", "Resource": "function:f", "End": true,
                    "Retry": [["ErrorEquals": ["E"], "MaxAttempts": 1]],
                ]
            ],
        ])
        for _ in 0..<2 {
            driver.apply(.taskFailed(token: driver.requests.last?.token ?? "", error: "E", cause: nil))
            driver.apply(.timerFired(driver.timers.last?.id ?? -1), at: Run.start + .seconds(100))
            driver.apply(.taskFailed(token: driver.requests.last?.token ?? "", error: "E", cause: nil))
            #expect(driver.execution.status == .failed)
            driver.apply(.redrive)
        }
        #expect(driver.requests.count == 5 && driver.requests.map(\.retry) == [0, 1, 0, 1, 0])
    }

    @Test func whatWasStoppedGoesOn() throws {
        var driver = try Driver([
            "StartAt": "P",
            "States": [
                "P": [
                    "Type": "Parallel", "End": true,
                    "Branches": [
                        ["StartAt": "W", "States": ["W": ["Type": "Wait", "Seconds": 5, "End": true]]],
                        ["StartAt": "T", "States": ["T": ["Type": "Task", "Resource": "function:f", "End": true]]],
                    ],
                ]
            ],
        ])
        driver.apply(.taskSucceeded(token: driver.requests[0].token, output: "t"))
        driver.apply(.stop(error: nil, cause: nil))
        driver.apply(.redrive, at: Run.start + .seconds(50))
        #expect(driver.requests.count == 1, "the branch that ended is not run again")
        let timer = try #require(driver.timers.last)
        #expect(timer.at == Run.start + .seconds(55))
        driver.apply(.timerFired(timer.id), at: timer.at)
        #expect(driver.execution.output == [[:], "t"])
    }

    @Test func thereIsALimit() throws {
        var driver = try Driver(StepTests.saga)
        #expect(driver.execution.redriveRefusal(at: Run.start) == "the execution is running")
        driver.apply(.taskFailed(token: driver.requests[0].token, error: "E", cause: nil))
        let days = { (n: Int) in Run.start + .seconds(n * 86_400) }
        #expect(driver.execution.redriveRefusal(at: days(14)) == nil)
        #expect(driver.execution.redriveRefusal(at: days(15)) == "the execution ended more than 14 days ago")
        driver.apply(.redrive, at: days(15))
        #expect(driver.execution.status == .failed)
    }
}
