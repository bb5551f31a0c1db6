package import EventModel

/// How queues and functions have moved lately: what a pipeline's totals, asked for once a second, have changed by.
package struct PipelineTrend: Hashable, Sendable {
    private struct Sample: Hashable, Sendable {
        var at: Timestamp
        /// Messages that wait, by queue.
        var waiting: [String: Int] = [:]
        /// By function.
        var calls: [String: Calls] = [:]
    }
    package struct Calls: Hashable, Sendable {
        package var invocations: Int
        package var errors: Int
    }

    /// How far back it looks.
    private static let span = Duration.seconds(60)
    /// Samples are kept this far apart.
    private static let step = Duration.seconds(5)
    private var samples: [Sample] = []
    private var newest: Sample?

    package init() {}

    /// Takes note of the totals of a moment.
    package mutating func note(_ parts: PipelineParts, at: Timestamp) {
        var sample = Sample(at: at)
        for queue in parts.queues { sample.waiting[queue.name] = queue.visible + queue.delayed }
        for function in parts.functions {
            sample.calls[function.name] = Calls(invocations: function.invocations, errors: function.errors)
        }
        // A clock that was set back begins anew.
        if let last = newest, last.at > at { samples = [] }
        newest = sample
        if let last = samples.last, at - last.at < Self.step { return }
        samples.append(sample)
        samples.removeAll { at - $0.at > Self.span + Self.step }
    }

    /// By how many messages a second a queue grows; negative where it shrinks, nil as long as that cannot be told.
    package func growth(ofQueue name: String) -> Double? {
        guard let first = samples.first, let newest, let before = first.waiting[name], let now = newest.waiting[name]
        else { return nil }
        let seconds = (newest.at - first.at).inSeconds
        return seconds >= Self.step.inSeconds ? Double(now - before) / seconds : nil
    }

    /// What a function did in the last minute; nil as long as that cannot be told.
    package func calls(ofFunction name: String) -> Calls? {
        guard let first = samples.first, let newest, let before = first.calls[name], let now = newest.calls[name],
            newest.at - first.at >= Self.step, now.invocations >= before.invocations
        else { return nil }
        return Calls(invocations: now.invocations - before.invocations, errors: max(0, now.errors - before.errors))
    }
}
