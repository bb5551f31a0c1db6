import EventModel
import StatesLanguage
import Testing

@testable import Pipeline

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A process that is killed again and again in the midst of executions.
@Suite struct StateMachineCrashTests {
    private static let orders = 40

    /// Each order is paid, packed in two branches, and shipped; every third is refused, and its payment goes back.
    private static let machine: JSON = [
        "StartAt": "Pay",
        "States": [
            "Pay": [
                "Type": "Task", "Resource": "function:step", "Parameters": ["step": "pay", "id.$": "$.id"],
                "ResultPath": nil, "Next": "Pack",
            ],
            "Pack": [
                "Type": "Parallel", "ResultPath": nil, "Next": "Ship",
                "Branches": [
                    [
                        "StartAt": "Box",
                        "States": [
                            "Box": [
                                "Type": "Task", "Resource": "function:step",
                                "Parameters": ["step": "box", "id.$": "$.id"], "End": true,
                            ]
                        ],
                    ],
                    [
                        "StartAt": "Label",
                        "States": [
                            "Label": [
                                "Type": "Task", "Resource": "function:step",
                                "Parameters": ["step": "label", "id.$": "$.id"], "End": true,
                            ]
                        ],
                    ],
                ],
            ],
            "Ship": [
                "Type": "Task", "Resource": "function:step",
                "Parameters": ["step": "ship", "id.$": "$.id", "refuse.$": "$.refuse"],
                "ResultPath": nil, "End": true,
                "Catch": [["ErrorEquals": ["Refused"], "ResultPath": nil, "Next": "Refund"]],
            ],
            "Refund": [
                "Type": "Task", "Resource": "function:step", "Parameters": ["step": "refund", "id.$": "$.id"],
                "ResultPath": nil, "Next": "Failed",
            ],
            "Failed": ["Type": "Fail", "Error": "OrderFailed"],
        ],
    ]

    /// Applies the effect of a task once, whoever runs it again: by its token, in the transaction of the effect.
    private static func definition(after: @escaping @Sendable () -> Void) throws -> PipelineDefinition {
        var d = PipelineDefinition()
        d.functions = [
            FunctionDefinition(name: "step", service: "s", concurrency: 8) { payload, context in
                let key = "\(payload["id"]?.integer ?? -1)/\(payload["step"]?.string ?? "")"
                let token = context.requestID
                if payload["refuse"] == true { throw ErrorInfo(type: "Refused", message: key) }
                try await context.transact { tables in
                    guard tables["done", token] == nil else { return }
                    tables["done", token] = true
                    tables["effects", key] = .int((tables["effects", key]?.integer ?? 0) + 1)
                }
                after()
                return [:]
            }
        ]
        d.stateMachines = [try StateMachineDefinition(name: "orders", definition: machine)]
        return d
    }

    @Test func everyExecutionEndsAsItShouldWithNoEffectTwice() async throws {
        let folder = TestFolder()
        let path = folder.path
        for round in 0..<5 {
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, round = round as Int] in
                let steps = Counter()
                let pipeline = try Pipeline(
                    StateMachineCrashTests.definition {
                        if steps.increase() == 7 + 9 * round { kill(getpid(), SIGKILL) }
                    },
                    data: path
                )
                if round == 0 {
                    try await pipeline.register()
                    for id in 0..<StateMachineCrashTests.orders {
                        try await pipeline.executionDesk.start(
                            "orders",
                            ["id": .int(id), "refuse": .bool(id % 3 == 0)],
                            name: "o-\(id)"
                        )
                    }
                }
                try await pipeline.running { await pipeline.drain() }
            }
        }
        let bench = try TestBench(try Self.definition {}, in: folder, clock: ManualClock(.now())) { $0.ids = uuid }
        let before = try await bench.pipeline.executionDesk.executions(of: "orders", limit: 1000)
        #expect(before.contains { $0.status == "RUNNING" }, "the kills left nothing to do: the test tries nothing")
        try await bench.drain { _ in }
        let all = try await bench.pipeline.executionDesk.executions(of: "orders", limit: 1000)
        #expect(all.count == Self.orders)
        for one in all {
            let id = Int(one.name.dropFirst(2)) ?? -1
            let isRefused = id % 3 == 0
            #expect(one.status == (isRefused ? "FAILED" : "SUCCEEDED"), "\(one.name): \(one.error ?? "")")
            for step in ["pay", "box", "label"] + (isRefused ? ["refund"] : ["ship"]) {
                #expect(try await bench.pipeline.item("\(id)/\(step)", in: "effects") == 1, "\(id)/\(step)")
            }
            #expect(try await bench.pipeline.item("\(id)/\(isRefused ? "ship" : "refund")", in: "effects") == nil)
        }
    }
}
