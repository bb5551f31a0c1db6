import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `TAILRACE_DIE_AT=EDGE[:N]` in the environment: the process kills itself with SIGKILL the N-th time (1 unless said otherwise) that
/// a task passes the ``StateEdge`` of that name. For the test that kills at every edge; in every build, so that what is proven is
/// the program that people run.
enum DieAtEdge {
    private static let wish: (edge: StateEdge, count: Int)? = {
        guard let text = getenv("TAILRACE_DIE_AT").map({ String(cString: $0) }) else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1)
        guard let edge = parts.first.flatMap({ StateEdge(rawValue: String($0)) }) else { return nil }
        return (edge, parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
    }()
    private static let passed = Mutex(0)

    static func pass(_ edge: StateEdge) {
        guard let wish, wish.edge == edge else { return }
        let count = passed.withLock { count in
            count += 1
            return count
        }
        if count == wish.count { kill(getpid(), SIGKILL) }
    }
}
