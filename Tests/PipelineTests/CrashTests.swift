import EventModel
import Testing

@testable import Pipeline

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A process that is killed in the midst of traffic, in earnest: SIGKILL, nothing flushed, nothing closed.
@Suite struct CrashTests {
    private static func definition(_ handled: Record<String>) -> PipelineDefinition {
        var d = PipelineDefinition()
        d.queues = [
            QueueDefinition(
                name: "q",
                visibilityTimeout: .seconds(5),
                redrivePolicy: .init(deadLetterQueue: "dead", maxReceiveCount: 9)
            ),
            QueueDefinition(name: "dead"),
        ]
        d.rules = [
            RuleDefinition(
                name: "r",
                pattern: ["source": ["shop"]],
                targets: [TargetDefinition(id: "q", .queue("q")), TargetDefinition(id: "f", .function("f"))]
            )
        ]
        let handler: FunctionDefinition.Handler = { payload, context in
            for i in 0..<(payload["Records"]?.array?.count ?? 1) { handled.add(context.record(i).correlationID) }
            return .null
        }
        d.functions = [
            FunctionDefinition(name: "work", service: "s", handler: handler),
            FunctionDefinition(name: "f", service: "s", handler: handler),
        ]
        d.mappings = [EventSourceMapping(queue: "q", function: "work")]
        return d
    }

    @Test func whatWasAcknowledgedBeforeTheKillIsHandledAfterIt() async throws {
        let folder = TestFolder()
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let pipeline = try Pipeline(CrashTests.definition(Record()), data: path)
            let acknowledged = open(path + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o644)
            let count = Counter()
            try await pipeline.running {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for task in 0..<16 {
                        group.addTask {
                            for n in 0... {
                                let id = "flow-\(task)-\(n)"
                                try await pipeline.publish(
                                    source: "shop",
                                    type: "T",
                                    data: [:],
                                    correlationID: id,
                                    flow: "flows"
                                )
                                let line = id + "\n"
                                _ = write(acknowledged, line, line.utf8.count)
                                if count.increase() == 300 { kill(getpid(), SIGKILL) }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
        }
        let acknowledged = Set(
            String(decoding: TestFolder.read(path + "/acknowledged"), as: UTF8.self).split(separator: "\n").map(
                String.init
            )
        )
        #expect(acknowledged.count >= 300)
        let handled = Record<String>()
        // The killed run used the wall clock, so this one starts from it too.
        let bench = try TestBench(Self.definition(handled), in: folder, clock: ManualClock(.now())) { $0.ids = uuid }
        let before = try await bench.pipeline.accounts()
        #expect(before.started >= acknowledged.count, "every acknowledged flow is in the accounts")
        try await bench.drain { _ in }
        let accounts = try await bench.pipeline.accounts()
        #expect(accounts.completed == accounts.started && accounts.dead == 0 && accounts.inFlight == 0)
        #expect(accounts.deliveries.succeeded == 2 * accounts.started)
        // What the killed run had not finished was finished here.
        #expect(Set(handled.all).count >= before.inFlight)
        // Each batch of lines is one write, so the kill has cut none.
        let lines = try telemetryLines(path)
        #expect(!lines.isEmpty)
    }
}
