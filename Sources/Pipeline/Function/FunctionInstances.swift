import Synchronization

/// The instances of every function: which are warm, which are busy. A function never runs more than its concurrency at once.
final class FunctionInstances: Sendable {
    /// One instance, and what its initialisation left in it.
    struct Instance: Sendable {
        var isNew = true
        var initialised: (any Sendable)?
    }
    private struct Counts {
        /// Places that are taken, those among them in which nothing has been started.
        var busy = 0
        var running = 0
        var warm: [Instance] = []
        var coldStarts = 0
        var discarded = 0
    }
    private let counts = Mutex<[String: Counts]>([:])
    private let looking = Atomic(false)

    /// Whether the loop holds places that it may not need.
    var isLooking: Bool {
        get { looking.load(ordering: .acquiring) }
        set { looking.store(newValue, ordering: .releasing) }
    }

    /// How many more may start now.
    func free(_ function: FunctionDefinition) -> Int {
        counts.withLock { max(0, function.concurrency - ($0[function.name]?.busy ?? 0)) }
    }

    /// Takes up to `wanted` places and answers how many it got.
    func reserve(_ wanted: Int, of function: FunctionDefinition) -> Int {
        counts.withLock { counts in
            let got = min(wanted, max(0, function.concurrency - counts[function.name, default: Counts()].busy))
            counts[function.name, default: Counts()].busy += got
            return got
        }
    }

    /// Gives places back in which nothing was started.
    func release(_ places: Int, of function: FunctionDefinition) {
        counts.withLock { $0[function.name, default: Counts()].busy -= places }
    }

    /// Picks an instance for a reserved place: the one that ended last, or a new one, a cold start.
    func start(_ function: FunctionDefinition) -> Instance {
        counts.withLock { counts in
            counts[function.name, default: Counts()].running += 1
            if let warm = counts[function.name, default: Counts()].warm.popLast() { return warm }
            counts[function.name, default: Counts()].coldStarts += 1
            return Instance()
        }
    }

    /// Ends an instance's invocation. One that timed out is not used again: its handler may still be running in it; nor is one whose
    /// initialisation failed.
    func end(_ instance: Instance, of function: FunctionDefinition, discard: Bool) {
        counts.withLock { counts in
            counts[function.name, default: Counts()].busy -= 1
            counts[function.name, default: Counts()].running -= 1
            if discard {
                counts[function.name, default: Counts()].discarded += 1
            } else {
                var instance = instance
                instance.isNew = false
                counts[function.name, default: Counts()].warm.append(instance)
            }
        }
    }

    /// How often a function runs now.
    func running(_ function: String) -> Int { counts.withLock { $0[function]?.running ?? 0 } }

    /// Cold starts of a function so far.
    func coldStarts(_ function: String) -> Int { counts.withLock { $0[function]?.coldStarts ?? 0 } }
}
