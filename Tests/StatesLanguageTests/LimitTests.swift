import EventModel
import StatesLanguage
import Testing

@Suite struct LimitTests {
    @Test func aLoopEndsWithItsHistory() throws {
        let run = try Run([
            "StartAt": "A",
            "States": [
                "A": ["Type": "Pass", "Next": "B"], "B": ["Type": "Choice", "Choices": [Self.never], "Default": "A"],
                "S": ["Type": "Succeed"],
            ],
        ])
        #expect(run.error == "States.Runtime")
        #expect(run.cause == "The execution reached the maximum number of history events (25000).")
        #expect(run.outcome.events.count <= Execution.mostEvents)
    }

    @Test func noStepTakesLongerThanAThousandStates() throws {
        let machine = try StateMachine([
            "StartAt": "A",
            "States": [
                "A": ["Type": "Pass", "Next": "B"], "B": ["Type": "Choice", "Choices": [Self.never], "Default": "A"],
                "S": ["Type": "Succeed"],
            ],
        ])
        let (execution, actions) = Execution.start(.simulated, of: machine, input: [:], at: Run.start, random: 0)
        #expect(execution.status == .running && actions.count < 2100)
        guard case .startTimer(_, let at) = actions.last else {
            Issue.record("it does not say that there is more")
            return
        }
        #expect(at == Run.start)
    }

    @Test func dataHasALimit() throws {
        let large = JSON.string(String(repeating: "x", count: 262_143))
        let task: JSON = [
            "StartAt": "T",
            "States": [
                "T": [
                    "Type": "Task", "Resource": "function:f", "End": true,
                    "Catch": [["ErrorEquals": ["States.DataLimitExceeded"], "Next": "C"]],
                ], "C": ["Type": "Succeed"],
            ],
        ]
        #expect(try Run(task, large).error == "States.DataLimitExceeded")
        let caught = try Run(task, results: ["T": [.succeeded(large)]])
        #expect(caught.output?["Error"] == "States.DataLimitExceeded")
        // Twice as much with each state.
        let doubling: JSON = [
            "StartAt": "D",
            "States": [
                "D": ["Type": "Pass", "Parameters": ["a.$": "$", "b.$": "$"], "Next": "D2"],
                "D2": ["Type": "Choice", "Choices": [Self.never], "Default": "D"], "S": ["Type": "Succeed"],
            ],
        ]
        #expect(try Run(doubling, "xxxx").error == "States.DataLimitExceeded")
    }

    @Test func depthHasALimit() throws {
        let deepening: JSON = [
            "StartAt": "D",
            "States": [
                "D": ["Type": "Pass", "Parameters": ["a.$": "$"], "Next": "D2"],
                "D2": ["Type": "Choice", "Choices": [Self.never], "Default": "D"], "S": ["Type": "Succeed"],
            ],
        ]
        #expect(try Run(deepening, 1).error == "States.DataLimitExceeded")
        let deep = try JSON(parsing: String(repeating: "[", count: 512) + String(repeating: "]", count: 512))
        let run = try Run(["StartAt": "P", "States": ["P": ["Type": "Pass", "End": true]]], deep)
        #expect(run.output == deep)
    }

    @Test func resultsOfBranchesHaveALimitTogether() throws {
        let large = JSON.string(String(repeating: "x", count: 100_000))
        let run = try Run(StepTests.map(concurrency: 1), [1, 2, 3, 4, 5, 6], results: ["T": [.succeeded(large)]])
        #expect(run.error == "States.DataLimitExceeded")
        #expect(run.types.filter { $0 == "LambdaFunctionScheduled" }.count == 3, "no item is run for nothing")
    }

    @Test func machinesNestAsDeepAsTheirText() throws {
        var machine: JSON = ["StartAt": "S0", "States": ["S0": ["Type": "Pass", "End": true]]]
        for n in 1..<100 {
            machine = [
                "StartAt": .string("S\(n)"),
                "States": .object(
                    JSON.Object([JSON.Member("S\(n)", ["Type": "Parallel", "Branches": [machine], "End": true])])
                ),
            ]
        }
        let run = try Run(machine, 1)
        #expect(run.output?.description == String(repeating: "[", count: 99) + "1" + String(repeating: "]", count: 99))
    }

    @Test func tenThousandItemsRunInATimeThatIsInProportion() throws {
        let items = JSON.array((0..<10_000).map(JSON.int))
        let definition: JSON = [
            "StartAt": "M",
            "States": [
                "M": [
                    "Type": "Map", "End": true,
                    "ItemProcessor": [
                        "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "P",
                        "States": ["P": ["Type": "Pass", "End": true]],
                    ],
                ]
            ],
        ]
        #expect(try Run(definition, items).output == items)
    }

    @Test func toleratedFailuresAreLeftOut() throws {
        let tolerant = StepTests.map(concurrency: 1, JSON.Member("ToleratedFailureCount", 1))
        let failures: [Simulation.Result] = [.succeeded(1), .failed(error: "E", cause: nil), .succeeded(3)]
        #expect(try Run(tolerant, [1, 2, 3], results: ["T": failures]).output == [1, 3])
        let two: [Simulation.Result] = [.failed(error: "E", cause: nil)]
        #expect(try Run(tolerant, [1, 2, 3], results: ["T": two]).error == "E")
        let half = StepTests.map(concurrency: 1, JSON.Member("ToleratedFailurePercentagePath", "$$.Execution.Input[0]"))
        #expect(try Run(half, [50, 1, 2, 3], results: ["T": two]).error == "E")
    }

    @Test(arguments: ["{}", #"{"version":9}"#, #"{"version":1}"#, "[]", "null"])
    func aDamagedSnapshotIsRefused(text: String) throws {
        let json = try JSON(parsing: text)
        #expect(throws: Execution.SnapshotError.self) { try Execution(snapshot: json) }
    }

    @Test func aSnapshotWithoutAnyFieldIsRefused() throws {
        var driver = try Driver(StepTests.map(concurrency: 2), [1, 2, 3])
        driver.apply(.taskSucceeded(token: driver.requests[0].token, output: "a"))
        let snapshot = driver.execution.snapshot
        #expect(try Execution(snapshot: snapshot) == driver.execution)
        for name in ["id", "status", "input", "branches", "next", "started"] {
            guard case .object(var object) = snapshot else { return }
            object[name] = nil
            #expect(throws: Execution.SnapshotError.self) { try Execution(snapshot: .object(object)) }
            object[name] = [[:]]
            #expect(throws: Execution.SnapshotError.self) { try Execution(snapshot: .object(object)) }
        }
    }

    @Test func whatIsReadBackSaysWhatItWaitsFor() throws {
        var driver = try Driver(StepTests.map(concurrency: 2), [1, 2, 3])
        driver.apply(.taskSucceeded(token: driver.requests[0].token, output: "a"))
        let back = try Execution(snapshot: driver.execution.snapshot)
        #expect(back.outstanding(of: driver.machine) == driver.requests.dropFirst().map(Action.runTask))
    }

    private static let never: JSON = ["Variable": "$.never", "IsPresent": true, "Next": "S"]
}
