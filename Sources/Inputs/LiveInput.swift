import EventModel
package import Telemetry

/// Feeds a store from a live subscription that may drop lines when the store is slow; what was dropped is counted in the store.
package struct LiveInput<Batches: AsyncSequence>: Sendable where Batches: Sendable, Batches.Element == [UInt8] {
    private let name: String
    private let batches: Batches
    private let dropped: @Sendable () -> Int

    /// - Parameters:
    ///   - name: What the records give as their file.
    ///   - batches: Whole lines, each ending in a newline.
    ///   - dropped: Lines that the subscription has dropped so far.
    package init(name: String, batches: Batches, dropped: @escaping @Sendable () -> Int) {
        self.name = name
        self.batches = batches
        self.dropped = dropped
    }

    /// Runs until the subscription ends or the task is cancelled.
    package func run(into store: TelemetryStore) async throws {
        var line = 1
        var missed = 0
        for try await batch in batches {
            // A subscription that overflows drops its oldest lines: they are missing before those that it hands on next.
            let total = dropped()
            store.countMissed(total - missed)
            line += total - missed
            missed = total
            batch.withUnsafeBytes { store.append($0, source: name, firstLine: line, received: .now()) }
            line += batch.reduce(0) { $1 == 0x0A ? $0 + 1 : $0 }
        }
        store.countMissed(dropped() - missed)
    }
}
