import EventModel
import Pipeline
import Synchronization
import Testing

@testable import Flows

@Suite("The load generator")
struct LoadGeneratorTests {
    /// Counts what came in, and refuses from the `refusingFrom`-th start on.
    private final class Counter: Sendable {
        struct Refused: Error {}
        private let state = Mutex((count: 0, ids: Set<String>()))
        let refusingFrom: Int
        init(refusingFrom: Int = .max) { self.refusingFrom = refusingFrom }
        var count: Int { state.withLock { $0.count } }
        var ids: Set<String> { state.withLock { $0.ids } }

        func take(_ id: String) throws {
            try state.withLock {
                guard $0.count < refusingFrom else { throw Refused() }
                $0.count += 1
                $0.ids.insert(id)
            }
        }
        var entrance: FlowEntrance {
            FlowEntrance { event, _ in
                try self.take(event.correlationID)
            } put: { _, _, _, id, _ in
                try self.take(id)
            } invoke: { _, _, id, _ in
                try self.take(id)
            }
        }
    }

    private func generator(rate: Double? = nil, _ limit: LoadGenerator.Limit) -> LoadGenerator {
        LoadGenerator(flows: Flow.all(), seed: 7, rate: rate, limit: limit, failShare: 0.1)
    }

    @Test func countsWhatWasAcknowledged() async {
        let counter = Counter()
        let report = await generator(.events(500)).run(into: counter.entrance, clock: ManualClock())
        #expect(report.total == 500)
        #expect(counter.count == 500 && counter.ids.count == 500)
        #expect(report.started.keys.sorted() == Flow.all().map(\.name).sorted())
        #expect(report.refused == 0)
    }

    @Test func zeroEventsStartNothing() async {
        let counter = Counter()
        let report = await generator(.events(0)).run(into: counter.entrance, clock: ManualClock())
        #expect(report.total == 0 && counter.count == 0)
    }

    @Test func theFirstRefusalEndsTheRunAndIsNotCounted() async {
        let counter = Counter(refusingFrom: 100)
        let report = await generator(.events(500)).run(into: counter.entrance, clock: ManualClock())
        #expect(report.total == 100 && counter.count == 100)
        #expect(report.refused > 0)
        #expect(report.error is Counter.Refused)
    }

    @Test func keepsItsRateForAsLongAsItIsTold() async {
        let counter = Counter()
        let report = await generator(rate: 50, .duration(.seconds(60))).run(
            into: counter.entrance,
            clock: StridingClock()
        )
        #expect((2_700...3_300).contains(report.total))
        #expect(report.total == counter.count)
    }

    @Test func cancellationEndsItWithAnExactCount() async {
        let counter = Counter()
        let generator = generator(rate: 1, .never)
        let clock = ManualClock()
        let task = Task { await generator.run(into: counter.entrance, clock: clock) }
        task.cancel()
        #expect(await task.value.total == counter.count)
    }
}

/// A clock on which every wait is over at once: time is where the last one asked to be.
final class StridingClock: PipelineClock {
    private let instant = Mutex(Timestamp(seconds: 1_800_000_000))
    func now() -> Timestamp { instant.withLock { $0 } }
    func sleep(until deadline: Timestamp) async throws {
        try Task.checkCancellation()
        instant.withLock { $0 = max($0, deadline) }
    }
}
