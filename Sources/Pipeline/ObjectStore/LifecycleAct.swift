import EventModel
import GRDB

/// One thing that a lifecycle rule does: which versions it is for, and when each is due.
struct LifecycleAct: Sendable {
    enum Kind: Hashable, Sendable {
        case expire
        case removeMarkers
        case removeNoncurrent(keeping: Int)
        case move(to: StorageClass)
    }
    var bucket: String
    var rule: String
    var prefix: String
    var kind: Kind
    var age: LifecycleRule.Age

    /// What the rules of a bucket do, in the order in which it is done: of what is due at once, expiry wins over a transition, and the
    /// coldest class over the others
    /// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html, overlapping rules).
    static func all(of bucket: BucketDefinition) -> [LifecycleAct] {
        var acts: [LifecycleAct] = []
        for rule in bucket.lifecycle where rule.isEnabled {
            func add(_ kind: Kind, _ age: LifecycleRule.Age) {
                acts.append(LifecycleAct(bucket: bucket.name, rule: rule.id, prefix: rule.prefix, kind: kind, age: age))
            }
            if let age = rule.expiration { add(.expire, age) }
            if let noncurrent = rule.noncurrent {
                add(.removeNoncurrent(keeping: noncurrent.newerVersions), noncurrent.age)
            }
            if rule.removesExpiredMarkers { add(.removeMarkers, LifecycleRule.Age(.nanoseconds(1))) }
            for transition in rule.transitions { add(.move(to: transition.storageClass), transition.age) }
        }
        return acts.sorted { $0.order < $1.order }
    }

    private var order: Int {
        switch kind {
        case .expire: 0
        case .removeNoncurrent: 1
        case .removeMarkers: 2
        case .move(let storageClass): 2 + StorageClass.allCases.count - storageClass.warmer.count
        }
    }

    /// `expired`, `removed`, `moved`: what it is counted as.
    var counter: String {
        switch kind {
        case .expire: "lifecycle.expired"
        case .removeNoncurrent, .removeMarkers: "lifecycle.removed"
        case .move: "lifecycle.moved"
        }
    }

    /// Where its age begins.
    private var start: String { if case .removeNoncurrent = kind { "superseded" } else { "stored" } }

    /// Which versions it is for, whatever their age.
    private var condition: String {
        switch kind {
        case .expire: return "superseded IS NULL AND marker = 0"
        case .removeMarkers:
            return """
                superseded IS NULL AND marker = 1 AND NOT EXISTS (
                    SELECT 1 FROM objects n WHERE n.bucket = o.bucket AND n.key = o.key AND n.seq < o.seq)
                """
        case .removeNoncurrent(keeping: 0): return "superseded IS NOT NULL"
        case .removeNoncurrent(let count):
            return """
                superseded IS NOT NULL AND EXISTS (
                    SELECT 1 FROM objects n WHERE n.bucket = o.bucket AND n.key = o.key AND n.seq > o.seq
                        AND n.superseded IS NOT NULL LIMIT 1 OFFSET \(count - 1))
                """
        case .move(let storageClass):
            let classes = storageClass.warmer.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            return "superseded IS NULL AND marker = 0 AND class IN (\(classes))"
        }
    }

    /// As in the service, what is to be copied, or could not be, stays as it is until it is
    /// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-and-other-bucket-configs.html).
    private static let isCopied = "(status IS NULL OR status NOT IN ('PENDING', 'FAILED'))"

    /// The versions that are due, the oldest first; or that one, if it still is.
    func due(in db: Database, at now: Timestamp, version: String? = nil, limit: Int) throws -> [ObjectVersion] {
        try db.rows(
            """
            SELECT \(ObjectVersion.columns) FROM objects o WHERE bucket = ?1 AND \(start) <= ?2 AND (?3 IS NULL OR version = ?3)
                AND substr(key, 1, length(?4)) = ?4 AND \(condition) AND \(Self.isCopied) ORDER BY \(start) LIMIT ?5
            """,
            [bucket, age.latestStart(by: now), version, prefix, limit]
        ).map(ObjectVersion.init)
    }

    /// When the next version is due; nil if there is none.
    func next(in db: Database) throws -> Timestamp? {
        let first: Timestamp? = try db.rows(
            """
            SELECT min(\(start)) FROM objects o
            WHERE bucket = ?1 AND substr(key, 1, length(?2)) = ?2 AND \(condition) AND \(Self.isCopied)
            """,
            [bucket, prefix]
        )[0][0]
        return first.map(age.due(from:))
    }
}
