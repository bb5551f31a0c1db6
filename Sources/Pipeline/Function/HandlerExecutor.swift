import Dispatch
import Synchronization

/// Runs one handler at a time on a thread that is not of Swift's own pool, so that a handler that blocks its thread or spins holds
/// up neither the pipeline nor its own timeout: that pool has as many threads as there are cores, and a concurrent dispatch
/// queue shares its limit. A serial queue gets a thread of its own.
final class HandlerExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "tailrace.handler")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Executors that are free, to be used again.
    final class Pool: Sendable {
        private let free = Mutex<[HandlerExecutor]>([])

        func take() -> HandlerExecutor { free.withLock { $0.popLast() } ?? HandlerExecutor() }

        /// Takes one back when its handler has really ended, however late.
        func giveBack(_ executor: HandlerExecutor) { free.withLock { $0.append(executor) } }
    }
}
