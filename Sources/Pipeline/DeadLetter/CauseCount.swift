import EventModel
import GRDB

/// Counts the dead letters of a queue by cause along the index of causes, which alone is read: ranges of it are counted, which is
/// many times faster than looking at each entry.
struct CauseCount {
    /// Causes that are told apart; messages of further ones, which are fewest, are counted together under ``otherID``.
    static let limit = 1_000
    static let otherID = "000000000000"
    /// The buckets of a trend.
    static let buckets = 24
    /// A cause with fewer messages than this is read entry by entry.
    private static let few = 256

    private let queue: String
    private let db: Database
    private let now: Timestamp
    /// The deaths that are to be taken off, as their retention has passed and they are not removed yet: nothing, or little.
    private let expired: [String: [Timestamp]]

    init(_ queue: String, in db: Database, at now: Timestamp) throws {
        self.queue = queue
        self.db = db
        self.now = now
        let rows = try db.rows(
            """
            SELECT fingerprint, died FROM messages INDEXED BY messages_dead_expiry
            WHERE queue = ? AND died IS NOT NULL AND expires_at <= ?
            """,
            [queue, now]
        )
        expired = Dictionary(grouping: rows) { $0[0] ?? "" }.mapValues { $0.map { $0[1] } }
    }

    func groups() throws -> [DeadLetterGroup] {
        guard let start = try DeadLetterDepth(queue, in: db, at: now).oldest else { return [] }
        var counts = try causes().compactMap { cause -> (cause: String, count: Int)? in
            let count = try count(cause, from: nil, to: nil)
            return count > 0 ? (cause, count) : nil
        }
        counts.sort { ($1.count, $0.cause) < ($0.count, $1.cause) }
        let width = max(1, (now - start).nanoseconds / Int64(Self.buckets) + 1)
        let edges = (0...Self.buckets).map { start + .nanoseconds(width * Int64($0)) }
        var groups = try counts.prefix(Self.limit).map { try group($0.cause, $0.count, edges) }
        let others = counts.dropFirst(Self.limit)
        if let last = groups.last, !others.isEmpty { groups.append(try other(others, like: last, edges)) }
        return groups
    }

    /// Every cause, each found by one step along the index.
    private func causes() throws -> [String] {
        try db.rows(
            """
            WITH RECURSIVE causes(id) AS (
                SELECT min(fingerprint) FROM messages INDEXED BY messages_cause WHERE queue = ?1 AND died IS NOT NULL
                UNION ALL
                SELECT (SELECT min(fingerprint) FROM messages INDEXED BY messages_cause
                    WHERE queue = ?1 AND fingerprint > causes.id AND died IS NOT NULL)
                FROM causes WHERE causes.id IS NOT NULL)
            SELECT id FROM causes WHERE id IS NOT NULL
            """,
            [queue]
        )
        .map { $0[0] }
    }

    /// Deaths of a cause from an instant to before another; nil: from the first, to the last.
    private func count(_ cause: String, from: Timestamp?, to: Timestamp?) throws -> Int {
        let from = from ?? Timestamp(nanoseconds: .min)
        let to = to ?? Timestamp(nanoseconds: .max)
        let held =
            try db.integer(
                """
                SELECT count(*) FROM messages INDEXED BY messages_cause
                WHERE queue = ? AND fingerprint = ? AND died >= ? AND died < ?
                """,
                [queue, cause, from, to]
            ) ?? 0
        return held - (expired[cause] ?? []).count { $0 >= from && $0 < to }
    }

    private func group(_ cause: String, _ count: Int, _ edges: [Timestamp]) throws -> DeadLetterGroup {
        let first = try ends(cause, "ASC")
        let last = try ends(cause, "DESC")
        let print = Fingerprint(
            error: ErrorInfo(column: JSON(column: last?[1])),
            reason: last?[2] ?? "Unknown",
            version: last?[3]
        )
        return DeadLetterGroup(
            fingerprint: cause,
            error: print.error,
            count: count,
            first: first?[0] ?? edges[0],
            last: last?[0] ?? edges[0],
            trend: count < Self.few ? try smallTrend(cause, edges) : try trend(cause, edges)
        )
    }

    /// The first or the last death of a cause that has not expired.
    private func ends(_ cause: String, _ order: String) throws -> Row? {
        try db.rows(
            """
            SELECT died, error, reason, version FROM messages INDEXED BY messages_cause
            WHERE queue = ? AND fingerprint = ? AND died IS NOT NULL AND expires_at > ?
            ORDER BY died \(order), id \(order) LIMIT 1
            """,
            [queue, cause, now]
        ).first
    }

    /// The deaths of a cause in each bucket. What died outside of all of them, as clocks may say, is in the nearest.
    private func trend(_ cause: String, _ edges: [Timestamp]) throws -> [Int] {
        try (0..<Self.buckets).map { i in
            try count(cause, from: i == 0 ? nil : edges[i], to: i == Self.buckets - 1 ? nil : edges[i + 1])
        }
    }

    private func smallTrend(_ cause: String, _ edges: [Timestamp]) throws -> [Int] {
        let died = try db.rows(
            """
            SELECT died FROM messages INDEXED BY messages_cause WHERE queue = ? AND fingerprint = ? AND died IS NOT NULL
            """,
            [queue, cause]
        ).map { $0[0] as Timestamp }
        var trend = Array(repeating: 0, count: Self.buckets)
        let width = edges[1] - edges[0]
        func bucket(_ instant: Timestamp) -> Int {
            min(Self.buckets - 1, max(0, Int((instant - edges[0]).nanoseconds / width.nanoseconds)))
        }
        for instant in died { trend[bucket(instant)] += 1 }
        for instant in expired[cause] ?? [] { trend[bucket(instant)] -= 1 }
        return trend
    }

    /// All further causes as one.
    private func other(
        _ causes: ArraySlice<(cause: String, count: Int)>,
        like last: DeadLetterGroup,
        _ edges: [Timestamp]
    )
        throws -> DeadLetterGroup
    {
        var group = last
        group.fingerprint = Self.otherID
        group.error = "other causes"
        group.count = 0
        group.trend = Array(repeating: 0, count: Self.buckets)
        for (cause, count) in causes {
            group.count += count
            for (i, deaths) in try smallTrend(cause, edges).enumerated() { group.trend[i] += deaths }
            if let first = try ends(cause, "ASC") { group.first = min(group.first, first[0]) }
            if let end = try ends(cause, "DESC") { group.last = max(group.last, end[0]) }
        }
        return group
    }
}
