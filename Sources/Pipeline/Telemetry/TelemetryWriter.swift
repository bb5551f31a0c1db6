import Dispatch
import Synchronization

/// Writes telemetry lines to `FOLDER/PREFIXnnnnnn.jsonl`, rotated and bounded, and to in-process subscribers, in batches off the
/// caller's path.
///
/// When the disk falls behind by more than `maximumPending` bytes the caller waits for it: no line is lost to speed. Lines a
/// failing disk refuses are counted in ``dropped``, which the pipeline writes among its metrics.
package final class TelemetryWriter: Sendable {
    private struct Pending {
        var bytes: [UInt8] = []
        var lines = 0
        var scheduled = false
        var subscriptions: [TelemetrySubscription] = []
        var dropped = 0
        var closed = false
    }
    private let pending = Mutex(Pending())
    /// Lock order: `files`, then `pending`.
    private let files: Mutex<TelemetryFiles>
    private let queue = DispatchQueue(label: "tailrace.telemetry")
    private let maximumPending: Int
    /// What comes within it is written together: to wake the writer for each line costs more than the line.
    private static let delay = DispatchTimeInterval.milliseconds(2)

    /// Continues after the files that are there; keeps as much in the folder as `maximumFiles` of about `maximumBytes` each hold.
    ///
    /// - Throws: ``JournalError`` `unavailable` if the folder cannot be made.
    package init(
        folder: String,
        prefix: String = "telemetry-",
        maximumBytes: Int = 64 << 20,
        maximumFiles: Int = 16,
        maximumPending: Int = 4 << 20
    ) throws(JournalError) {
        files = Mutex(
            try TelemetryFiles(folder: folder, prefix: prefix, maximumBytes: maximumBytes, maximumFiles: maximumFiles)
        )
        self.maximumPending = maximumPending
    }

    /// Lines that could not be written to disk.
    package var dropped: Int { pending.withLock { $0.dropped } }

    /// Counts lines that could not even be made.
    func lose(_ lines: Int) { pending.withLock { $0.dropped += lines } }

    /// Hears every batch from now on, buffering at most `capacity` bytes.
    package func subscribe(capacity: Int = 8 << 20) -> TelemetrySubscription {
        let subscription = TelemetrySubscription(capacity: capacity)
        pending.withLock { pending in
            pending.subscriptions.removeAll(where: \.isFinished)
            if pending.closed { subscription.finish() } else { pending.subscriptions.append(subscription) }
        }
        return subscription
    }

    /// Writes lines; each must end in a newline. Returns at once unless the disk is far behind.
    package func write(_ lines: TelemetryLines) {
        guard !lines.bytes.isEmpty else { return }
        let (schedule, full) = pending.withLock { pending in
            if pending.bytes.isEmpty { pending.bytes = lines.bytes } else { pending.bytes += lines.bytes }
            pending.lines += lines.count
            let full = pending.bytes.count > maximumPending
            defer { pending.scheduled = true }
            return (!pending.scheduled, full)
        }
        if schedule { queue.asyncAfter(deadline: .now() + TelemetryWriter.delay) { self.flush() } }
        if full { flush() }
    }

    /// Writes what is pending, and returns when the operating system has it.
    package func flush() {
        files.withLock { files in
            let (batch, lines, subscriptions) = pending.withLock { pending in
                defer {
                    pending.bytes = []
                    pending.lines = 0
                    pending.scheduled = false
                }
                return (pending.bytes, pending.lines, pending.subscriptions)
            }
            if batch.isEmpty { return }
            if !files.append(batch) {
                pending.withLock { $0.dropped += lines }
            }
            for subscription in subscriptions { subscription.offer(batch, lines: lines) }
        }
    }

    /// Writes what is pending and ends the subscriptions.
    package func close() {
        flush()
        let subscriptions = pending.withLock { pending in
            pending.closed = true
            defer { pending.subscriptions = [] }
            return pending.subscriptions
        }
        for subscription in subscriptions { subscription.finish() }
    }
}
