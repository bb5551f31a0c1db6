import EventModel
import Testing

@testable import Pipeline

@Suite struct RestartTests {
    private func definition(_ handler: @escaping FunctionDefinition.Handler) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(name: "q", redrivePolicy: .init(deadLetterQueue: "dead", maxReceiveCount: 5)),
            QueueDefinition(name: "dead"),
        ]
        d.rules = [
            RuleDefinition(
                name: "r",
                pattern: ["source": ["shop"]],
                targets: [TargetDefinition(id: "q", .queue("q")), TargetDefinition(id: "f", .function("f"))]
            )
        ]
        d.functions = [FunctionDefinition(name: "f", service: "s", handler: handler)]
        d.mappings = [EventSourceMapping(queue: "q", function: "f", batchSize: 1)]
        return d
    }

    @Test func whatARunLeftIsDoneByTheNext() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        let entered = Counter()
        do {
            // Handlers that never come to an end in the time there is.
            let bench = try TestBench(
                definition { _, context in
                    entered.increase()
                    try await context.sleep(.seconds(3600))
                    return .null
                },
                in: folder,
                clock: clock
            ) { $0.shutdownGrace = .zero }
            try await bench.pipeline.running {
                for n in 0..<8 {
                    try await bench.pipeline.publish(
                        source: "shop",
                        type: "T",
                        data: ["n": .int(n)],
                        correlationID: "c\(n)",
                        flow: "flows"
                    )
                }
                await bench.pipeline.settle()
            }
            #expect(entered.count == 10, "as many as the concurrency")
            let accounts = try await bench.pipeline.accounts()
            #expect(accounts.flows == [.init(name: "flows", started: 8, completed: 0, dead: 0, inFlight: 8)])
            bench.pipeline.close()
        }
        let done = Counter()
        let bench = try TestBench(
            definition { _, _ in
                done.increase()
                return .null
            },
            in: folder,
            clock: clock
        )
        try await bench.drain { _ in }
        #expect(done.count == 16)
        #expect(
            try await bench.pipeline.accounts().flows == [
                .init(name: "flows", started: 8, completed: 8, dead: 0, inFlight: 0)
            ]
        )
    }

    @Test func anEventFromAnotherProcessIsRoutedByTheNextRun() async throws {
        let folder = TestFolder()
        let inbox = try Inbox(data: folder.path, ids: countingIDs("in"))
        let event = try await inbox.publish(source: "shop", type: "T", data: ["a": 1], at: ManualClock().now())
        let seen = Counter()
        let bench = try TestBench(
            definition { _, context in
                #expect(context.correlationID == event.correlationID)
                seen.increase()
                return .null
            },
            in: folder
        )
        #expect(try await bench.pipeline.accounts().inFlight == 1)
        try await bench.drain { _ in }
        #expect(seen.count == 2)
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.flows == [.init(name: "adhoc", started: 1, completed: 1, dead: 0, inFlight: 0)])
        await #expect(throws: BusError.self) { try await inbox.publish(source: "", type: "T", data: [:], at: .now()) }
    }

    @Test func flowsThatAreNotLoadedWait() async throws {
        let folder = TestFolder()
        let clock = ManualClock()
        do {
            let bench = try TestBench(definition { _, _ in .null }, in: folder, clock: clock)
            try await bench.pipeline.publish(source: "shop", type: "T", data: [:], correlationID: "c", flow: "flows")
            bench.pipeline.close()
        }
        do {
            let other = try TestBench(PipelineDefinition(), in: folder, clock: clock)
            try await other.drain { _ in }
            #expect(try await other.pipeline.accounts().inFlight == 1)
            other.pipeline.close()
        }
        let bench = try TestBench(definition { _, _ in .null }, in: folder, clock: clock)
        try await bench.drain { _ in }
        #expect(try await bench.pipeline.accounts().completed == 1)
    }

    @Test func cancellingTheRunEndsTheWaitForIt() async throws {
        let entered = Counter()
        let bench = try TestBench(
            definition { _, context in
                entered.increase()
                try await context.sleep(.seconds(2))
                return .null
            }
        )
        let pipeline = bench.pipeline
        let work = Task {
            try await pipeline.running {
                try await pipeline.publish(source: "shop", type: "T", data: [:], flow: "flows")
                await pipeline.drain()
            }
        }
        while entered.count < 2 { await Task.yield() }
        await pipeline.settle()
        // The handlers get their time; the clock brings them to their end.
        work.cancel()
        bench.clock.advance(by: .seconds(2))
        try await work.value
        #expect(try await pipeline.accounts().completed == 1)
    }
}
