import Dispatch
import Synchronization

/// Runs the same work over many items on all cores, in order of the items as far as that goes; the caller's thread works
/// too and returns when all is done.
enum ParallelScan {
    /// - Parameters:
    ///   - worker: makes what one thread needs; what it is given says whether the task that called has been cancelled.
    ///   - item: does one item; false ends the work of its thread.
    static func run<Worker>(
        items: Int,
        threads: Int = Cores.threads,
        worker: @Sendable (_ isCancelled: @escaping () -> Bool) -> Worker,
        item: @Sendable (Worker, Int) -> Bool
    ) {
        let next = Atomic(0)
        let cancelled = CancelFlag()
        @Sendable func work() {
            // Only the caller's thread belongs to the task, so it tells the others.
            let worker = worker {
                if Task.isCancelled { cancelled.set() }
                return cancelled.isSet
            }
            while true {
                let n = next.wrappingAdd(1, ordering: .relaxed).oldValue
                if n >= items || cancelled.isSet || !item(worker, n) { return }
            }
        }
        let threads = min(threads, items)
        if threads > 1 {
            DispatchQueue.concurrentPerform(iterations: threads) { _ in work() }
        } else if items > 0 {
            work()
        }
    }
}

private final class CancelFlag: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
