import EventModel
import Foundation
import Pipeline
import Synchronization
import Testing

@testable import Flows

/// A pipeline with the bundled flows on a folder of its own and a clock that stands still, and what a test does with it.
struct FlowBench: Sendable {
    let pipeline: Pipeline
    let clock: ManualClock
    let broker: BundledDeadLetterBroker

    /// Runs the flows for as long as `body` takes, then removes the folder.
    static func with(
        _ flows: [Flow] = Flow.standard(FlowSettings(pace: 0)),
        _ body: @Sendable (FlowBench) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tailrace-flows-\(uuid())")
        defer { try? FileManager.default.removeItem(at: folder) }
        var definition = PipelineDefinition()
        for flow in flows { definition.merge(flow.definition) }
        let clock = ManualClock()
        var settings = PipelineSettings()
        settings.clock = clock
        settings.random = { 0.5 }
        settings.deliveryFault = flows.flatMap(\.targetFaults).onTheWay
        let pipeline = try Pipeline(definition, data: folder.path, settings: settings)
        let bench = FlowBench(pipeline: pipeline, clock: clock, broker: BundledDeadLetterBroker(pipeline))
        try await pipeline.running { try await body(bench) }
    }

    func drain() async { await pipeline.drain(advancing: clock) }

    func accounts() async throws -> RunSummary {
        RunSummary(try await pipeline.accounts(), seed: 0, seconds: 0, flows: [])
    }

    /// Publishes as the load generator does.
    func start(order: Order, correlationID: String) async throws {
        let event = Event(
            id: "evt-\(correlationID)",
            source: "shop",
            type: "OrderPlaced",
            time: clock.now(),
            subject: order.id,
            data: order.json,
            correlationID: correlationID
        )
        try await pipeline.publish(event, flow: "orders")
    }

    func upload(_ bytes: [UInt8], key: String, correlationID: String) async throws {
        try await pipeline.put(bytes, key: key, in: "raw-data", correlationID: correlationID, flow: "uploads")
    }

    func dead(_ queue: String) async throws -> [DeadLetter] {
        try await broker.peek(queue, after: nil, limit: 10_000)
    }

    /// Returns everything in a dead-letter queue to where it came from, and drains.
    @discardableResult
    func redriveAll(_ queue: String) async throws -> Int {
        let task = "task-\(uuid())"
        let claimed = try await broker.claim(
            dead(queue).map(\.id),
            in: queue,
            for: task,
            until: clock.now() + .seconds(60)
        )
        let orders = claimed.map { RedriveOrder(id: $0, destination: nil, task: task, key: "\(task)/\($0)") }
        let results = try await broker.send(orders, from: queue)
        await drain()
        return results.count { if case .moved = $0 { true } else { false } }
    }

    /// Everything the pipeline has written about itself so far.
    func telemetry() throws -> [JSON] {
        pipeline.telemetry.flush()
        let folder = "\(pipeline.directory)/telemetry"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().flatMap { name in
            try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).split(separator: "\n").map {
                try JSON(parsing: String($0))
            }
        }
    }
}

extension Order {
    /// An order of two teapots.
    static func sample(
        _ id: String = "ord-1",
        sku: String = "POT-CLAY-09",
        quantity: Int = 2,
        card: String = "tok_visa_4242",
        reservation: String = "rsv_1"
    ) -> Order {
        Order(
            id: id,
            customer: ["id": "cus-1004", "name": "Zoë Martin", "country": "FR"],
            items: [Item(sku: sku, quantity: quantity, price: 4_800)],
            currency: "EUR",
            cardToken: card,
            cardLast4: "4242",
            reservation: reservation
        )
    }
}
