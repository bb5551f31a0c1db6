import EventModel
import Testing

@testable import Pipeline

/// What functions would have cost, and the alert of a budget.
@Suite struct CostTests {
    /// https://aws.amazon.com/lambda/pricing/, its example of 1,536 MB, 3 million requests and 120 ms: 540,000 GB-seconds.
    @Test func thePublishedExample() {
        var use = FunctionUse()
        use.requests = 3_000_000
        use.billedMilliseconds = 3_000_000 * 120
        use.megabyteMilliseconds = use.billedMilliseconds * 1_536
        #expect(use.gigabyteSeconds == 540_000)
        #expect(abs(PriceList.lambda.cost(of: use) - (540_000 * 0.0000166667 + 0.6)) < 1e-9)
    }

    private static func definition(_ budgets: [BudgetDefinition], sleeping time: Duration = .microseconds(1_500))
        -> PipelineDefinition
    {
        var d = PipelineDefinition()
        var function = FunctionDefinition(name: "f", service: "s", memoryMB: 1_024) { _, context in
            try await context.sleep(time)
            return .null
        }
        function.flow = "orders"
        function.tags = ["team": "a"]
        d.functions = [function]
        d.rules = [
            RuleDefinition(name: "go", pattern: ["detail-type": ["Go"]], targets: [.init(id: "f", .function("f"))]),
            RuleDefinition(
                name: "alerts",
                pattern: ["source": ["tailrace.budgets"]],
                targets: [.init(id: "q", .queue("alerts"))]
            ),
        ]
        d.queues = [QueueDefinition(name: "alerts")]
        d.budgets = budgets
        return d
    }

    private func go(_ bench: TestBench, _ times: Int) async throws {
        try await bench.drain { pipeline in
            for _ in 0..<times { try await pipeline.publish(source: "s", type: "Go", data: [:]) }
        }
    }

    @Test func eachInvocationIsRoundedUpToAMillisecond() async throws {
        let bench = try TestBench(Self.definition([]))
        try await go(bench, 3)
        let entry = try #require(try await BundledPipelineDesk(bench.pipeline, actor: "a").usage.entries().first)
        #expect(entry.flow == "orders" && entry.tags == ["team": "a"] && entry.use.requests == 3)
        #expect(entry.use.billedMilliseconds == 6 && entry.use.gigabyteSeconds == 0.006)
        #expect(entry.use.meanDuration == .microseconds(1_500) && entry.use.coldStarts >= 1)
    }

    @Test func countsGoOnOverARestartAndByTheDay() async throws {
        let (folder, clock) = (TestFolder(), ManualClock())
        for _ in 0..<2 {
            let bench = try TestBench(Self.definition([]), in: folder, clock: clock)
            try await go(bench, 1)
            bench.pipeline.close()
            clock.advance(by: .seconds(86_400))
        }
        let bench = try TestBench(Self.definition([]), in: folder, clock: clock)
        let book = BundledPipelineDesk(bench.pipeline, actor: "a").usage
        #expect(try await book.entries().map(\.use.requests) == [2])
        #expect(try await book.entries(since: clock.now() - .seconds(86_400)).map(\.use.requests) == [1])
        #expect(try await book.entries(until: clock.now() - .seconds(2 * 86_400)).map(\.use.requests) == [1])
    }

    @Test(arguments: [
        BudgetDefinition.Scope.all, .function("f"), .flow("orders"), .tag("team", "a"),
    ]) func aBudgetRaisesOneEventAPeriod(_ scope: BudgetDefinition.Scope) async throws {
        // One invocation of 2 ms costs 0.0000002333 USD.
        let budget = BudgetDefinition(name: "b", limit: 0.0000005, period: .daily, threshold: 80, scope: scope)
        let bench = try TestBench(Self.definition([budget]))
        func alerts() async throws -> Int {
            try await bench.pipeline.queueAttributes().first { $0.queue == "alerts" }?.depth ?? 0
        }
        try await go(bench, 1)
        #expect(try await alerts() == 0)
        try await go(bench, 1)
        try await go(bench, 1)
        try await bench.drain { _ in }
        #expect(try await alerts() == 1)
        let spending = try #require(
            try await BundledPipelineDesk(bench.pipeline, actor: "a").usage.budgets(
                at: bench.clock.now(),
                prices: .lambda
            ).first
        )
        #expect(spending.alerted != nil && spending.spent > budget.limit)
        bench.clock.advance(by: .seconds(86_400))
        try await go(bench, 2)
        try await bench.drain { _ in }
        #expect(try await alerts() == 2)
    }

    @Test func aBudgetOfAnotherIsLeftAlone() async throws {
        let budgets = [
            BudgetDefinition(name: "b", limit: 0.0000001, scope: .flow("uploads")),
            BudgetDefinition(name: "c", limit: 0.0000001, scope: .tag("team", "b")),
        ]
        let bench = try TestBench(Self.definition(budgets))
        try await go(bench, 5)
        try await bench.drain { _ in }
        #expect(try await bench.pipeline.queueAttributes().first { $0.queue == "alerts" }?.depth == 0)
    }

    @Test func theRightSizeFollowsFromWhatWasSeen() {
        func advice(peak: Int?, memory: Int, requests: Int = 100, longest: Duration = .zero) -> String? {
            var use = FunctionUse()
            use.requests = requests
            use.billedMilliseconds = requests * 100
            use.megabyteMilliseconds = use.billedMilliseconds * memory
            use.peakMegabytes = peak
            use.longest = longest
            return RightSize.advice(use, memoryMB: memory, timeout: .seconds(3), prices: .lambda)
        }
        #expect(advice(peak: 60, memory: 1_024)?.contains("128 MB would do") == true)
        #expect(advice(peak: 500, memory: 512)?.contains("give it 704 MB") == true)
        #expect(advice(peak: 300, memory: 512)?.contains("448 MB would do") == true)
        #expect(advice(peak: 90, memory: 128) == nil)
        #expect(advice(peak: nil, memory: 1_024) == nil && advice(peak: 60, memory: 1_024, requests: 5) == nil)
        #expect(advice(peak: nil, memory: 128, longest: .milliseconds(2_900))?.contains("2900 of 3000 ms") == true)
    }
}
