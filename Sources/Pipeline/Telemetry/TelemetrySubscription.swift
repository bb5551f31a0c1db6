import DequeModule
import Synchronization

/// One reader's bounded share of the telemetry, as batches of whole lines. When the reader is slow the oldest batches go, and
/// are counted: a lost line is visible.
package final class TelemetrySubscription: Sendable, AsyncSequence {
    package typealias Element = [UInt8]

    private struct Batch {
        var bytes: [UInt8]
        var lines: Int
    }
    private struct State {
        var batches: Deque<Batch> = []
        var bytes = 0
        var dropped = 0
        var finished = false
        var waiter: CheckedContinuation<[UInt8]?, Never>?
    }
    private let capacity: Int
    private let state = Mutex(State())

    /// Holds at most `capacity` bytes, at least one batch.
    init(capacity: Int) { self.capacity = capacity }

    /// Lines that were dropped because the reader was slow.
    package var dropped: Int { state.withLock { $0.dropped } }

    /// The next batch of lines, each ending in a newline; nil when the writer has closed or the task is cancelled. One reader only.
    package func next() async -> [UInt8]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: [UInt8]?? = state.withLock { state in
                    if let batch = state.batches.popFirst() {
                        state.bytes -= batch.bytes.count
                        return .some(batch.bytes)
                    }
                    if state.finished || Task.isCancelled { return .some(nil) }
                    state.waiter?.resume(returning: nil)
                    state.waiter = continuation
                    return .none
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            finish()
        }
    }

    /// Ends the subscription; what is buffered can still be read.
    package func finish() {
        let waiter = state.withLock { state in
            state.finished = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: nil)
    }

    var isFinished: Bool { state.withLock { $0.finished } }

    func offer(_ bytes: [UInt8], lines: Int) {
        let waiter = state.withLock { state -> CheckedContinuation<[UInt8]?, Never>? in
            if state.finished { return nil }
            if let waiter = state.waiter {
                state.waiter = nil
                return waiter
            }
            state.batches.append(Batch(bytes: bytes, lines: lines))
            state.bytes += bytes.count
            while state.bytes > capacity, state.batches.count > 1, let oldest = state.batches.popFirst() {
                state.bytes -= oldest.bytes.count
                state.dropped += oldest.lines
            }
            return nil
        }
        waiter?.resume(returning: bytes)
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        let subscription: TelemetrySubscription
        package mutating func next() async -> [UInt8]? { await subscription.next() }
        package mutating func next(isolation actor: isolated (any Actor)?) async -> [UInt8]? {
            await subscription.next()
        }
    }
    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(subscription: self) }
}
