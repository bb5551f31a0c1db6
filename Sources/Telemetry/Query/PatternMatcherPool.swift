import Synchronization

/// Matchers of one pattern: each knows the states its texts led to, and is lent to one search at a time.
final class PatternMatcherPool: Sendable {
    private let free = Mutex<[Lent]>([])

    /// `@unchecked Sendable`: a matcher is in the pool or with one search, never both.
    private struct Lent: @unchecked Sendable {
        let matcher: PatternMatcher
    }

    func with<R>(_ pattern: Pattern, _ body: (PatternMatcher) -> R) -> R {
        let lent = free.withLock { $0.popLast() } ?? Lent(matcher: PatternMatcher(pattern))
        defer { free.withLock { if $0.count < 8 { $0.append(lent) } } }
        return body(lent.matcher)
    }
}
