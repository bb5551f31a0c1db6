import Synchronization
import UnixSignals

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One line on a terminal's standard error that is written over as work goes on; nothing where that is no terminal.
final class Meter: Sendable {
    private let shown = Mutex<(at: Int, width: Int)>((0, 0))
    private let isTerminal = isatty(STDERR_FILENO) == 1

    func show(_ text: String) {
        guard isTerminal else { return }
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let tick = now.tv_sec * 10 + now.tv_nsec / 100_000_000
        shown.withLock { shown in
            guard tick != shown.at else { return }
            let pad = String(repeating: " ", count: max(0, shown.width - text.count))
            fputsError("\r\(text)\(pad)")
            shown = (tick, text.count)
        }
    }

    func clear() {
        shown.withLock { shown in
            guard shown.width > 0 else { return }
            fputsError("\r" + String(repeating: " ", count: shown.width) + "\r")
            shown.width = 0
        }
    }

    private func fputsError(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

/// Runs work that Ctrl-C and SIGTERM cancel, so that it can end in good order; shows its progress. The second of them, and any
/// that comes after the work, ends the program at once.
func interruptible<R: Sendable>(_ work: @escaping @Sendable (Meter) async throws -> R) async throws -> R {
    let meter = Meter()
    defer {
        meter.clear()
        // What is left is printing: nothing that would have to end in good order.
        for number in [SIGINT, SIGTERM] { _ = signal(number) { _ in _exit(130) } }
    }
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    return try await withThrowingTaskGroup(of: R?.self) { group in
        let worker = Task { try await work(meter) }
        group.addTask {
            for await _ in signals {
                if worker.isCancelled { _exit(130) }
                worker.cancel()
            }
            return nil
        }
        group.addTask { try await worker.value }
        defer { group.cancelAll() }
        while let result = try await group.next() {
            if let result { return result }
        }
        throw CancellationError()
    }
}
