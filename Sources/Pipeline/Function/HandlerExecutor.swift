import Dispatch

/// Runs handlers apart from the pipeline's own tasks, so that a handler that blocks its thread or spins holds up no one: the
/// threads of Swift's own pool are as many as the cores, and two such handlers would take them all.
final class HandlerExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "tailrace.handlers", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
