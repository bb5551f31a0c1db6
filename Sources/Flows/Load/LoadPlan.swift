import EventModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the load generator will start, drawn from a seed: the same seed, flows and failure share give the same starts, with the same
/// ids, in the same order. Endless; the generator says when it is enough.
package struct LoadPlan: Sequence, IteratorProtocol, Sendable {
    /// One flow to start.
    package struct Start: Sendable {
        /// From 0, over all flows.
        package var order: Int
        package var flow: String
        package var fate: Fate
        package var stimulus: Stimulus
        package var eventID: String
        package var correlationID: String
        /// The share of the mean time between two starts to wait before this one: exponentially distributed with mean 1, so that
        /// starts come as independent customers do.
        package var wait: Double
    }

    private let flows: [(name: String, stimulus: @Sendable (Int, Fate, inout SeededRandom) -> Stimulus)]
    private let failShare: Double
    private var random: SeededRandom
    private var order = 0
    private var counts: [Int]

    /// - Parameters:
    ///   - flows: What to start, each as often as the others; those without a stimulus are left out. None: the plan is empty.
    ///   - failShare: The share of starts that end as a dead letter before an operator acts, 0 to 1; half as many again only retry.
    ///   - earlier: Flows that were started on the same data before. A later run draws others, so that no id comes twice.
    package init(flows: [Flow], seed: UInt64, failShare: Double, earlier: Int = 0) {
        self.flows = flows.compactMap { flow in flow.stimulus.map { (flow.name, $0) } }
        self.failShare = Swift.min(Swift.max(failShare, 0), 1)
        var mix = SeededRandom(seed: UInt64(bitPattern: Int64(earlier)))
        random = SeededRandom(seed: earlier == 0 ? seed : seed ^ mix.next())
        counts = self.flows.map { _ in earlier }
    }

    package mutating func next() -> Start? {
        guard !flows.isEmpty else { return nil }
        // Each start has a generator of its own, so that how much one draws moves no other.
        var own = SeededRandom(seed: random.next())
        let choice = own.whole(0...(flows.count - 1))
        let fate = fate(own.unit())
        let wait = -log(1 - own.unit())
        let eventID = uuidText(high: own.next(), low: own.next())
        let correlationID = uuidText(high: own.next(), low: own.next())
        defer {
            order += 1
            counts[choice] += 1
        }
        return Start(
            order: order,
            flow: flows[choice].name,
            fate: fate,
            stimulus: flows[choice].stimulus(counts[choice], fate, &own),
            eventID: eventID,
            correlationID: correlationID,
            wait: wait
        )
    }

    private func fate(_ draw: Double) -> Fate {
        if draw < failShare { .dies } else if draw < failShare * 1.5 { .retries } else { .completes }
    }
}
