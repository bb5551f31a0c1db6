import Synchronization

/// Rings for everybody who listens; a slow listener hears one ring for many.
package final class Doorbell: Sendable {
    private struct Listeners {
        var next = 0
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var isClosed = false
    }
    private let listeners = Mutex(Listeners())

    package init() {}

    package func listen() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (id, isClosed) = listeners.withLock { listeners in
            listeners.next += 1
            listeners.waiting[listeners.next] = continuation
            return (listeners.next, listeners.isClosed)
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.listeners.withLock { $0.waiting.removeValue(forKey: id) }
        }
        if isClosed { continuation.finish() }
        return stream
    }

    package func ring() {
        let waiting = listeners.withLock { Array($0.waiting.values) }
        for continuation in waiting { continuation.yield() }
    }

    /// It rings no more: everybody who listens hears a ring that is still out, and the end.
    package func close() {
        let waiting = listeners.withLock { listeners in
            listeners.isClosed = true
            return Array(listeners.waiting.values)
        }
        for continuation in waiting { continuation.finish() }
    }

    deinit { close() }
}
