import EventModel
import Testing

@testable import Pipeline

/// What an operator sees of a pipeline and does to it.
@Suite struct PipelineDeskTests {
    private static func definition(_ ran: Record<String>) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(name: "orders", redrivePolicy: .init(deadLetterQueue: "dead", maxReceiveCount: 2)),
            QueueDefinition(name: "dead"),
        ]
        d.rules = [
            RuleDefinition(
                name: "placed",
                pattern: ["detail-type": ["Placed"]],
                targets: [.init(id: "q", .queue("orders"))]
            )
        ]
        d.functions = [
            FunctionDefinition(name: "pay", service: "payments", concurrency: 4) { _, context in
                ran.add(context.correlationID)
                return .null
            }
        ]
        d.mappings = [EventSourceMapping(queue: "orders", function: "pay")]
        return d
    }

    private func publish(_ n: Int, _ pipeline: Pipeline) async throws {
        try await pipeline.publish(source: "shop", type: "Placed", data: [:], correlationID: "flow-\(n)")
    }

    @Test func showsWhatThereIsAndWhatItDid() async throws {
        let ran = Record<String>()
        let bench = try TestBench(Self.definition(ran))
        try await bench.drain { pipeline in
            for n in 1...3 { try await publish(n, pipeline) }
            try await pipeline.publish(source: "shop", type: "Other", data: [:])
        }
        for desk in [
            BundledPipelineDesk(bench.pipeline, actor: "ana"),
            try BundledPipelineDesk(data: bench.folder.path, actor: "ana"),
        ] {
            let parts = try await desk.parts()
            #expect(parts.buses == [.init(name: "default", published: 4, unmatched: 1)])
            let rule = try #require(parts.rules.first)
            #expect(rule.name == "placed" && rule.matched == 3 && rule.targets == ["queue orders"] && rule.isEnabled)
            #expect(
                parts.queues.map(\.name) == ["dead", "orders"]
                    && parts.queues.map(\.isDeadLetterQueue) == [true, false]
            )
            let function = try #require(parts.functions.first)
            #expect(function.invocations == 1 || function.invocations == 3)
            #expect(function.coldStarts == 1 && function.errors == 0 && function.concurrency == 4 && function.cost > 0)
            #expect(parts.cost.total == function.cost && parts.cost.budget == nil)
        }
        #expect(try await BundledPipelineDesk(bench.pipeline, actor: "ana").parts().functions.first?.busy == 0)
        #expect(
            try await BundledPipelineDesk(data: bench.folder.path, actor: "ana").parts().functions.first?.busy == nil
        )
    }

    @Test func aPausedConsumerTakesNothingUntilItIsResumed() async throws {
        let ran = Record<String>()
        let bench = try TestBench(Self.definition(ran))
        let desk = BundledPipelineDesk(bench.pipeline, actor: "ana")
        try await bench.pipeline.running {
            // Known once the pipeline has begun.
            #expect(try await desk.perform(.setConsumer("orders/pay", isPaused: true)).contains("takes nothing"))
            try await publish(1, bench.pipeline)
            await bench.pipeline.settle()
            #expect(ran.all.isEmpty)
            let parts = try await desk.parts()
            #expect(parts.consumers.map(\.isPaused) == [true])
            #expect(parts.queues.first { $0.name == "orders" }?.visible == 1)
            _ = try await desk.perform(.setConsumer("orders/pay", isPaused: false))
            await bench.pipeline.drain(advancing: bench.clock)
        }
        #expect(ran.all == ["flow-1"])
        await #expect(throws: DeskRefusal.self) { try await desk.perform(.setConsumer("orders/ship", isPaused: true)) }
        let told = try bench.lines().filter { $0["actor"] == "ana" }.compactMap { $0["event_type"]?.string }
        #expect(told == ["ConsumerPaused", "ConsumerResumed"])
    }

    @Test func aPauseHoldsOverARestart() async throws {
        let ran = Record<String>()
        let (folder, clock) = (TestFolder(), ManualClock())
        do {
            let bench = try TestBench(Self.definition(ran), in: folder, clock: clock)
            try await bench.drain { _ in
                _ = try await BundledPipelineDesk(data: folder.path, actor: "ana")
                    .perform(.setConsumer("orders/pay", isPaused: true))
            }
            bench.pipeline.close()
        }
        let bench = try TestBench(Self.definition(ran), in: folder, clock: clock)
        try await bench.drain { try await publish(1, $0) }
        #expect(ran.all.isEmpty)
    }

    @Test func anInjectedFaultLastsUntilItIsCleared() async throws {
        let ran = Record<String>()
        let bench = try TestBench(Self.definition(ran))
        let desk = BundledPipelineDesk(bench.pipeline, actor: "ana")
        let fault = FaultInjection(function: "pay", error: ErrorInfo(type: "CardDeclined", message: "says ana"))
        try await bench.pipeline.running {
            _ = try await desk.perform(.injectFault(fault))
            try await publish(1, bench.pipeline)
            await bench.pipeline.drain(advancing: bench.clock)
            #expect(ran.all.isEmpty)
            #expect(try await desk.parts().functions.first?.fault == fault)
            #expect(try await desk.parts().queues.first { $0.name == "dead" }?.visible == 1)
            _ = try await desk.perform(.clearFault("pay"))
            try await publish(2, bench.pipeline)
            await bench.pipeline.drain(advancing: bench.clock)
        }
        #expect(ran.all == ["flow-2"])
        let parts = try await desk.parts()
        #expect(parts.functions.first?.fault == nil && parts.functions.first?.errors == 2)
        let ended = try bench.lines().filter { $0["message"] == "END" }.compactMap { $0["error"]?["type"]?.string }
        #expect(ended == ["CardDeclined", "CardDeclined"])
    }

    /// The draw is 0.5 in these tests.
    @Test(arguments: [(0.4, true), (0.6, false)]) func aShareOfTheInvocationsFails(_ share: Double, _ runs: Bool)
        async throws
    {
        let ran = Record<String>()
        let bench = try TestBench(Self.definition(ran))
        try await bench.pipeline.running {
            let desk = BundledPipelineDesk(bench.pipeline, actor: "ana")
            _ = try await desk.perform(.injectFault(FaultInjection(function: "pay", share: share)))
            try await publish(1, bench.pipeline)
            await bench.pipeline.settle()
        }
        #expect(ran.all.isEmpty != runs)
    }

    @Test func refusesWhatMakesNoSense() async throws {
        let bench = try TestBench(Self.definition(Record()))
        try await bench.drain { _ in }
        let desk = BundledPipelineDesk(bench.pipeline, actor: "ana")
        for command in [
            PipelineCommand.injectFault(FaultInjection(function: "ship")),
            .injectFault(FaultInjection(function: "pay", share: 0)),
            .injectFault(FaultInjection(function: "pay", share: 1.5)),
            .clearFault("pay"), .setRule("nothing", isEnabled: false), .setConsumer("x", isPaused: true),
        ] {
            await #expect(throws: DeskRefusal.self, "\(command)") { try await desk.perform(command) }
        }
        let locked = BundledPipelineDesk(bench.pipeline, actor: "ana", isReadOnly: true)
        await #expect(throws: DeskRefusal.self) { try await locked.perform(.setRule("placed", isEnabled: false)) }
        #expect(try await desk.parts().rules.first?.isEnabled == true)
    }

    @Test func switchesRulesAndPublishes() async throws {
        let ran = Record<String>()
        let bench = try TestBench(Self.definition(ran))
        let desk = BundledPipelineDesk(bench.pipeline, actor: "ana")
        try await bench.drain { _ in
            _ = try await desk.perform(.setRule("placed", isEnabled: false))
            _ = try await desk.perform(.publish(bus: "default", source: "ana", type: "Placed", data: ["n": 1]))
        }
        let switched = try await desk.parts().rules.first?.isSwitched
        #expect(ran.all.isEmpty && switched == true)
        try await bench.drain { _ in
            _ = try await desk.perform(.setRule("placed", isEnabled: true))
            _ = try await desk.perform(.publish(bus: "default", source: "ana", type: "Placed", data: ["n": 2]))
        }
        #expect(ran.all.count == 1)
        await #expect(throws: BusError.self) {
            try await desk.perform(.publish(bus: "default", source: "", type: "Placed", data: [:]))
        }
    }

    @Test func anExecutionIsDrawnAndRedriven() async throws {
        let broken = Counter()
        let bench = try TestBench(
            try StateMachineTests.definition(Record()) { _ in
                if broken.increase() == 1 { throw ErrorInfo(type: "Crash", message: "no truck") }
                return "shipped"
            }
        )
        let desk = BundledPipelineDesk(bench.pipeline, actor: "ana")
        try await bench.drain {
            try await $0.executionDesk.start("saga", ["amount": 5], name: "o-1", correlationID: "flow-1")
        }
        let parts = try await desk.parts()
        #expect(parts.machines == [.init(name: "saga", running: 0, succeeded: 0, failed: 1)])
        let execution = try #require(parts.executions.first)
        #expect(
            execution.state == "Ship" && execution.status == "FAILED" && execution.name == "o-1"
                && execution.correlationID == "flow-1"
        )
        let path = try #require(try await desk.execution(execution.id))
        #expect(path.states.map(\.name) == ["Pay", "Cool", "Ship", "Refund", "FailOrder"])
        #expect(path.states.map(\.mark) == [.left, .left, .failed, .ahead, .ahead])
        #expect(
            path.states[2].error == "Crash: no truck" && path.states[2].attempts == 1 && path.input == ["amount": 5]
        )
        try await bench.drain { _ in _ = try await desk.perform(.redriveExecution(execution.id)) }
        let again = try #require(try await desk.execution(execution.id))
        #expect(again.states.map(\.mark) == [.left, .left, .left, .ahead, .ahead] && again.output == "shipped")
        #expect(again.execution.redrives == 1 && broken.count == 2)
        await #expect(throws: StateMachineError.self) { try await desk.perform(.redriveExecution(execution.id)) }
        #expect(try await desk.execution("nothing") == nil)
    }

    @Test func oneThatWaitsHasItsStateMarked() async throws {
        let bench = try TestBench(try StateMachineTests.definition(Record()) { _ in "shipped" })
        let desk = BundledPipelineDesk(bench.pipeline, actor: "ana")
        try await bench.pipeline.running {
            let id = try await bench.pipeline.executionDesk.start("saga", [:], name: "o-1")
            await bench.pipeline.settle()
            let path = try #require(try await desk.execution(id))
            #expect(path.states.map(\.mark) == [.left, .current, .ahead, .ahead, .ahead])
            #expect(try await desk.parts().machines.map(\.running) == [1])
            _ = try await desk.perform(.stopExecution(id))
            #expect(try await desk.execution(id)?.states[1].mark == .failed)
            #expect(try await desk.execution(id)?.execution.status == "ABORTED")
        }
    }
}
