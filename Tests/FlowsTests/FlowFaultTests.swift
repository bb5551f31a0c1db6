import EventModel
import Pipeline
import Testing

@testable import Flows

@Suite("Faults that a flow file injects")
struct FlowFaultTests {
    private static func flow(_ faults: String) throws -> Flow {
        Flow(
            try FlowFileTests.read(
                """
                flow: a
                rules:
                  - {Name: r, EventPattern: {source: [s]}, Targets: [{Id: q, Queue: q}]}
                queues:
                  - {QueueName: q, VisibilityTimeout: 1, RedrivePolicy: {deadLetterQueue: dead, maxReceiveCount: 2}}
                  - QueueName: dead
                functions: [{FunctionName: f, Handler: pay, Timeout: 1}]
                eventSourceMappings: [{Queue: q, FunctionName: f, BatchSize: 1}]
                faults: \(faults)
                """
            )
        )
    }

    @Test func aFaultOfAFunctionIsOverAfterItsTimes() async throws {
        let flow = try Self.flow("[{Function: f, Times: 2, ErrorType: Declined, ErrorMessage: no}]")
        try await FlowBench.with([flow]) { bench in
            try await bench.pipeline.publish(source: "s", type: "T", data: [:], correlationID: "c-1", flow: "a")
            await bench.drain()
            #expect(try await bench.dead("dead").first?.error == ErrorInfo(type: "Declined", message: "no"))
            #expect(try await bench.redriveAll("dead") == 1)
            let total = try await bench.accounts().total
            #expect(total.completed == 1 && total.dead == 0)
        }
    }

    @Test func aShareOfTheFlowsMeetsIt() throws {
        let fault = FlowFault(place: .function("f"), share: 0.25, times: 1, error: ErrorInfo(type: "E", message: ""))
        let met = (0..<2_000).count { fault.meets("c-\($0)", at: "f") }
        #expect((400...600).contains(met))
        let none = FlowFault(place: .function("f"), share: 0, times: 1, error: ErrorInfo(type: "E", message: ""))
        #expect(!(0..<100).contains { none.meets("c-\($0)", at: "f") })
    }

    @Test func aFaultOnTheWayDelaysADelivery() async throws {
        let flow = try Self.flow("[{Target: r/q, Times: 2, ErrorType: THROTTLING, ErrorMessage: slow down}]")
        try await FlowBench.with([flow]) { bench in
            try await bench.pipeline.publish(source: "s", type: "T", data: [:], correlationID: "c-1", flow: "a")
            await bench.drain()
            let deliveries = try await bench.accounts().deliveries
            #expect(deliveries.attempted == 3 && deliveries.succeeded == 1 && deliveries.dead == 0)
        }
    }

    @Test func aFaultOfTheServiceSpendsNoAttempt() async throws {
        let file = try FlowFileTests.read(
            """
            flow: a
            rules: [{Name: r, EventPattern: {source: [s]}, Targets: [{Id: f, Function: f}]}]
            functions: [{FunctionName: f, Handler: pay, MaximumRetryAttempts: 0}]
            faults: [{Function: f, Times: 5, ErrorType: ServiceException, ErrorMessage: no room}]
            """
        )
        try await FlowBench.with([Flow(file)]) { bench in
            try await bench.pipeline.publish(source: "s", type: "T", data: [:], correlationID: "c-1", flow: "a")
            await bench.drain()
            #expect(try await bench.accounts().total.completed == 1)
            let ends = try bench.telemetry().filter { $0["message"] == "END" }
            #expect(ends.map { $0["retry_in_ms"]?.number } == [1_000, 2_000, 4_000, 8_000, 16_000, nil])
        }
    }
}
