import EventModel
import StatesLanguage
import Testing

@testable import Pipeline

/// Executions in a pipeline: their tasks are its functions, their waits its timers, and all of it is in its journal.
@Suite struct StateMachineTests {
    static let saga: JSON = [
        "StartAt": "Pay",
        "States": [
            "Pay": ["Type": "Task", "Resource": "function:pay", "ResultPath": "$.payment", "Next": "Cool"],
            "Cool": ["Type": "Wait", "Seconds": 3600, "Next": "Ship"],
            "Ship": [
                "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": ["FunctionName": "ship", "Payload.$": "$.payment"], "OutputPath": "$.Payload",
                "End": true,
                "Retry": [["ErrorEquals": ["Busy"], "IntervalSeconds": 60, "MaxAttempts": 2]],
                "Catch": [["ErrorEquals": ["Lost"], "ResultPath": "$.error", "Next": "Refund"]],
            ], "Refund": ["Type": "Task", "Resource": "function:refund", "Next": "FailOrder"],
            "FailOrder": ["Type": "Fail", "Error": "OrderFailed"],
        ],
    ]

    static func definition(_ ran: Record<String>, ship: @escaping @Sendable (Int) throws -> JSON) throws
        -> PipelineDefinition
    {
        var d = PipelineDefinition()
        func function(_ name: String, _ body: @escaping @Sendable (JSON, any FunctionContext) throws -> JSON)
            -> FunctionDefinition
        {
            FunctionDefinition(name: name, service: name) { payload, context in
                ran.add("\(name) \(payload)")
                return try body(payload, context)
            }
        }
        d.functions = [
            function("pay") { payload, _ in ["paid": payload["amount"] ?? .null] },
            function("ship") { _, context in try ship(context.attempt) }, function("refund") { _, _ in [:] },
        ]
        d.stateMachines = [try StateMachineDefinition(name: "saga", service: "orders", definition: saga)]
        return d
    }

    @Test func runsItsTasksWaitsAndEnds() async throws {
        let ran = Record<String>()
        let bench = try TestBench(try Self.definition(ran) { _ in "shipped" })
        let began = bench.clock.now()
        try await bench.drain { pipeline in
            try await pipeline.executionDesk.start("saga", ["amount": 5], name: "o-1", correlationID: "flow-1")
        }
        #expect(ran.all == [#"pay {"amount":5}"#, #"ship {"paid":5}"#])
        let one = try #require(try await bench.pipeline.executionDesk.executions(of: "saga").first)
        #expect(one.status == "SUCCEEDED" && one.name == "o-1" && one.correlationID == "flow-1")
        #expect(one.ended == began + .seconds(3600))
        #expect(try await bench.pipeline.executionDesk.execution(one.id)?.output == "shipped")
        let types = try await bench.pipeline.executionDesk.history(one.id).compactMap { $0["type"]?.string }
        #expect(types.first == "ExecutionStarted" && types.last == "ExecutionSucceeded")
        #expect(
            types.contains("WaitStateExited") && types.contains("LambdaFunctionSucceeded")
                && types.contains("TaskSucceeded")
        )
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.completed == 1 && accounts.inFlight == 0)
    }

    @Test func aBusyTaskIsTriedAgainAndALostOneIsCompensated() async throws {
        let ran = Record<String>()
        let bench = try TestBench(
            try Self.definition(ran) { attempt in
                throw ErrorInfo(type: attempt == 1 ? "Busy" : "Lost", message: "attempt \(attempt)")
            }
        )
        try await bench.drain { try await $0.executionDesk.start("saga", ["amount": 5], correlationID: "flow-1") }
        #expect(ran.all.map { $0.prefix { $0 != " " } } == ["pay", "ship", "ship", "refund"])
        let one = try #require(try await bench.pipeline.executionDesk.executions(of: "saga").first)
        #expect(one.status == "FAILED" && one.error == "OrderFailed")
        #expect(ran.all.last?.contains(#""Error":"Lost""#) == true && ran.all.last?.contains("attempt 2") == true)
        #expect(try await bench.pipeline.accounts().dead == 1)
    }

    @Test func aFailedOneIsDrivenAgainFromWhereItFailed() async throws {
        let ran = Record<String>()
        let broken = Counter()
        let bench = try TestBench(
            try Self.definition(ran) { _ in
                if broken.increase() == 1 { throw ErrorInfo(type: "Crash", message: "no") }
                return "shipped"
            }
        )
        try await bench.pipeline.running {
            let id = try await bench.pipeline.executionDesk.start("saga", ["amount": 5])
            await bench.pipeline.drain(advancing: bench.clock)
            #expect(try await bench.pipeline.executionDesk.execution(id)?.failure?.error == "Crash")
            try await bench.pipeline.executionDesk.redrive(id)
            await bench.pipeline.drain(advancing: bench.clock)
            let execution = try #require(try await bench.pipeline.executionDesk.execution(id))
            #expect(execution.status == .succeeded && execution.redriveCount == 1)
            await #expect(throws: StateMachineError.self) { try await bench.pipeline.executionDesk.redrive(id) }
        }
        #expect(ran.all.filter { $0.hasPrefix("pay") }.count == 1, "what succeeded is not run again")
        #expect(try await bench.pipeline.accounts().dead == 0)
    }

    @Test func goesOnInAnotherRunWhereItWas() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        let ran = Record<String>()
        var id = ""
        do {
            let bench = try TestBench(try Self.definition(ran) { _ in "shipped" }, in: folder, clock: clock)
            id = try await bench.pipeline.running {
                let id = try await bench.pipeline.executionDesk.start("saga", ["amount": 5])
                await bench.pipeline.settle()
                return id
            }
            #expect(try await bench.pipeline.executionDesk.execution(id)?.currentStates == ["Cool"])
            bench.pipeline.close()
        }
        clock.advance(to: clock.now() + .seconds(7200))
        // The machine has another definition by now: the execution goes on by the one that it began with.
        var changed = try Self.definition(ran) { _ in "shipped" }
        changed.stateMachines = [
            try StateMachineDefinition(
                name: "saga",
                definition: ["StartAt": "X", "States": ["X": ["Type": "Succeed"]]]
            )
        ]
        let bench = try TestBench(changed, in: folder, clock: clock)
        try await bench.drain { _ in }
        #expect(try await bench.pipeline.executionDesk.execution(id)?.output == "shipped")
        #expect(ran.all == [#"pay {"amount":5}"#, #"ship {"paid":5}"#])
    }

    @Test func startsOnceByItsName() async throws {
        let bench = try TestBench(try Self.definition(Record()) { _ in 1 })
        try await bench.pipeline.register()
        let first = try await bench.pipeline.executionDesk.start("saga", ["amount": 5], name: "o-1")
        #expect(try await bench.pipeline.executionDesk.start("saga", ["amount": 5], name: "o-1") == first)
        await #expect(throws: StateMachineError.self) {
            try await bench.pipeline.executionDesk.start("saga", ["amount": 6], name: "o-1")
        }
        await #expect(throws: StateMachineError.self) { try await bench.pipeline.executionDesk.start("none", [:]) }
        for name in ["", "a/b", "a#b", String(repeating: "x", count: 81)] {
            await #expect(throws: StateMachineError.self) {
                try await bench.pipeline.executionDesk.start("saga", [:], name: name)
            }
        }
        #expect(try await bench.pipeline.executionDesk.executions(of: "saga").count == 1)
        #expect(try await bench.pipeline.accounts().inFlight == 1)
    }

    @Test func aFunctionStartsOneForAnEvent() async throws {
        let ran = Record<String>()
        var d = try Self.definition(ran) { _ in "shipped" }
        d.functions.append(
            FunctionDefinition(name: "begin", service: "orders") { payload, context in
                let order = payload["detail"] ?? [:]
                return .string(try await context.startExecution(of: "saga", order, name: order["id"]?.string))
            }
        )
        d.rules = [
            RuleDefinition(
                name: "r",
                pattern: ["source": ["shop"]],
                targets: [TargetDefinition(id: "f", .function("begin"))]
            )
        ]
        let bench = try TestBench(d)
        try await bench.drain { pipeline in
            for _ in 0..<2 {
                try await pipeline.publish(
                    source: "shop",
                    type: "T",
                    data: ["id": "o-9", "amount": 3],
                    correlationID: "flow-9"
                )
            }
        }
        let all = try await bench.pipeline.executionDesk.executions(of: "saga")
        #expect(all.map(\.name) == ["o-9"] && all[0].correlationID == "flow-9" && all[0].status == "SUCCEEDED")
        let lines = try bench.lines().filter { $0["hop"] == "state" }
        #expect(lines.allSatisfy { $0["correlation_id"] == "flow-9" && $0["resource"] == "state-machine/saga" })
        let started = try #require(lines.first { $0["event_type"] == "ExecutionStarted" })
        #expect(started["causation_id"] != nil && started["execution_id"]?.string == all[0].id)
        let pay = lines.filter { $0["state"] == "Pay" }
        #expect(
            Set(pay.compactMap { $0["event_id"]?.string }).count == 1
                && pay.allSatisfy { $0["causation_id"] == started["event_id"] }
        )
        let invoked = try #require(try bench.lines().first { $0["hop"] == "invoke" && $0["resource"] == "pay" })
        #expect(invoked["causation_id"] == pay[0]["event_id"])
    }

    @Test func callsServicesInTheSameTransaction() async throws {
        var d = PipelineDefinition()
        d.queues = [QueueDefinition(name: "q")]
        d.stateMachines = [
            try StateMachineDefinition(
                name: "m",
                definition: [
                    "StartAt": "Put",
                    "States": [
                        "Put": [
                            "Type": "Task", "Resource": "arn:aws:states:::events:putEvents", "ResultPath": nil,
                            "Next": "Send",
                            "Parameters": ["Entries": [["Source": "m", "DetailType": "Done", "Detail.$": "$"]]],
                        ],
                        "Send": [
                            "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                            "TimeoutSeconds": 60,
                            "Parameters": ["QueueUrl": "http://local/q", "MessageBody": ["token.$": "$$.Task.Token"]],
                            "Next": "Nowhere",
                        ],
                        "Nowhere": [
                            "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true,
                            "Parameters": ["QueueUrl": "none", "MessageBody": "x"],
                        ],
                    ],
                ]
            )
        ]
        d.rules = [
            RuleDefinition(name: "r", pattern: ["source": ["m"]], targets: [TargetDefinition(id: "q", .queue("q"))])
        ]
        let bench = try TestBench(d)
        try await bench.pipeline.running {
            let id = try await bench.pipeline.executionDesk.start("m", ["n": 1])
            await bench.pipeline.settle()
            let received = try await bench.pipeline.receive(from: "q", 10)
            let bodies = received.compactMap { try? JSON(parsing: $0.body) }
            #expect(bodies.count == 2 && bodies.contains { $0["detail"] == ["n": 1] })
            let tokens = bodies.compactMap { $0["token"]?.string }
            let token = try #require(tokens.first)
            #expect(try await bench.pipeline.executionDesk.execution(id)?.currentStates == ["Send"])
            try await bench.pipeline.executionDesk.answer(.taskSucceeded(token: token, output: "ok"))
            await bench.pipeline.settle()
            let execution = try #require(try await bench.pipeline.executionDesk.execution(id))
            #expect(execution.status == .failed && execution.failure?.error == "NO_RESOURCE")
        }
    }

    @Test func aStoppedOneRunsNothingMore() async throws {
        let ran = Record<String>()
        let bench = try TestBench(try Self.definition(ran) { _ in 1 })
        try await bench.pipeline.running {
            let id = try await bench.pipeline.executionDesk.start("saga", [:])
            await bench.pipeline.settle()
            try await bench.pipeline.executionDesk.stop(id, error: "Operator", cause: "enough")
            await bench.pipeline.drain(advancing: bench.clock)
            #expect(try await bench.pipeline.executionDesk.execution(id)?.status == .aborted)
            await #expect(throws: StateMachineError.self) { try await bench.pipeline.executionDesk.stop("none") }
        }
        #expect(ran.all.count == 1)
    }

    @Test func aDeskBesideThePipelineDoesTheSame() async throws {
        let folder = TestFolder()
        #expect(throws: JournalError.self) { try ExecutionDesk(data: folder.path) }
        let ran = Record<String>()
        let bench = try TestBench(try Self.definition(ran) { _ in "shipped" }, in: folder)
        try await bench.pipeline.register()
        let desk = try ExecutionDesk(
            data: folder.path,
            ids: countingIDs("desk"),
            now: { [clock = bench.clock] in clock.now() }
        )
        #expect(try await desk.machines().map(\.name) == ["saga"])
        #expect(try await desk.machines()[0].machine.names == ["Pay", "Cool", "Ship", "Refund", "FailOrder"])
        let id = try await desk.start("saga", ["amount": 5], name: "o-1")
        try await bench.drain { _ in }
        #expect(try await desk.execution(id)?.output == "shipped")
        #expect(try await desk.executions(of: "saga").map(\.name) == ["o-1"])
        #expect(
            try bench.lines().contains { $0["event_type"] == "ExecutionStarted" && $0["execution_id"]?.string == id }
        )
    }

    @Test func aDefinitionThatCanNotRunIsRefused() throws {
        let error = try #require(throws: DefinitionError.self) {
            try StateMachineDefinition(name: "m", definition: ["StartAt": "A", "States": ["A": ["Type": "Pass"]]])
        }
        #expect("\(error)".contains("/States/A"))
        var d = PipelineDefinition()
        d.stateMachines = [try StateMachineDefinition(name: "saga", definition: Self.saga)]
        #expect(throws: DefinitionError.self) { try d.validate() }
    }
}
