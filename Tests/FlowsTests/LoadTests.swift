import EventModel
import Foundation
import Pipeline
import Testing

@testable import Flows

@Suite("Load on the engine")
struct LoadTests {
    private static func isBroken(_ stimulus: Stimulus) -> Bool {
        guard case .object(let bytes, let key, let bucket) = stimulus, bucket.contains("image") else { return false }
        do {
            _ = try Picture(bytes, ImageHeader(bytes, key: key), key: key)
            return false
        } catch { return true }
    }

    @Test(arguments: [UInt64(7), 42])
    func theAccountsAreWhatTheSeedSays(seed: UInt64) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tailrace-outbox-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let flows = Flow.all(FlowSettings(pace: 0, folder: folder))
        let planned = Array(LoadPlan(flows: flows, seed: seed, failShare: 0.2).prefix(240))
        // The saga undoes what fails, and is complete.
        let dies = { @Sendable (start: LoadPlan.Start) in start.fate == .dies && start.flow != "saga" }
        let dying = planned.count(where: dies)
        try await FlowBench.with(flows) { bench in
            let generator = LoadGenerator(flows: flows, seed: seed, rate: nil, limit: .events(240), failShare: 0.2)
            let report = await generator.run(into: FlowEntrance(bench.pipeline), clock: bench.clock)
            #expect(report.total == 240)
            await bench.drain()
            let summary = try await bench.accounts()
            #expect(summary.total == .init(started: 240, completed: 240 - dying, dead: dying, inFlight: 0))
            #expect(summary.events.rejected == 0, "what starts a flow breaks its contract")
            for flow in summary.flows {
                #expect(flow.counts.addUp)
                #expect(flow.counts.started == report.started[flow.name])
                #expect(flow.counts.dead == planned.count { $0.flow == flow.name && dies($0) })
            }
            for queue in Set(flows.flatMap(\.definition.queues).map(\.name)) where queue.hasSuffix("-dlq") {
                try await bench.redriveAll(queue)
            }
            // An image that is broken itself dies again.
            let broken = planned.count { Self.isBroken($0.stimulus) }
            #expect(broken > 0 && broken < dying)
            #expect(
                try await bench.accounts().total
                    == .init(started: 240, completed: 240 - broken, dead: broken, inFlight: 0)
            )
        }
    }
}
