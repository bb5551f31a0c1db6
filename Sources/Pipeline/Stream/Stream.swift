import EventModel
import GRDB
import Synchronization

/// A stream over the journal, or the changes of a table: every operation runs in the caller's transaction at the instant it is given.
struct Stream: Sendable {
    /// The service's limits (https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html).
    enum Limit {
        /// Bytes of a record, its key among them.
        static let bytes = 1_048_576
        static let putEntries = 500
        static let putBytes = 5 << 20
        static let getRecords = 10_000
        static let getBytes = 10 << 20
        static let iteratorAge = Duration.seconds(300)
        /// Of a table's changes.
        static let changesRetention = Duration.seconds(86_400)
        static let changesGetRecords = 1_000
        static let changesGetBytes = 1 << 20
        static let changesIteratorAge = Duration.seconds(900)
    }

    let source: StreamSource
    let shards: ShardMap
    let retention: Duration
    var recordsPerSecond: Int?
    var bytesPerSecond: Int?
    /// Mappings that read it.
    var readers = 0
    let ids: IDSource
    private let traffic = Traffic()

    var key: String { source.description }

    init(_ definition: StreamDefinition, ids: @escaping IDSource) {
        source = .stream(definition.name)
        shards = ShardMap(count: definition.shards)
        retention = definition.retention
        recordsPerSecond = definition.recordsPerSecond
        bytesPerSecond = definition.bytesPerSecond
        self.ids = ids
    }

    /// The changes of a table.
    init(table: String, ids: @escaping IDSource) {
        source = .table(table)
        shards = ShardMap(count: 1)
        retention = Limit.changesRetention
        self.ids = ids
    }

    /// What each shard took in the second that its counts began in. Approximate, as the service's own is: a transaction that is undone
    /// is not taken back.
    private final class Traffic: Sendable {
        struct Second { var begun = Timestamp(nanoseconds: .min), records = 0, bytes = 0 }
        let shards = Mutex<[Int: Second]>([:])

        func take(_ bytes: Int, shard: Int, records most: Int?, bytes mostBytes: Int?, at now: Timestamp) -> Bool {
            shards.withLock { shards in
                var second = shards[shard] ?? Second()
                if now - second.begun >= .seconds(1) || now < second.begun { second = Second(begun: now) }
                if let most, second.records + 1 > most { return false }
                // One record always fits, or it never would.
                if let mostBytes, second.records > 0, second.bytes + bytes > mostBytes { return false }
                second.records += 1
                second.bytes += bytes
                shards[shard] = second
                return true
            }
        }
    }

    /// Checks one entry; answers the number that decides on its shard.
    ///
    /// - Throws: ``StreamError``.
    func check(_ entry: StreamEntry) throws(StreamError) -> UInt128 {
        if entry.partitionKey.isEmpty || entry.partitionKey.count > 256 {
            throw StreamError(.invalidArgument, "A partition key has 1 to 256 characters.")
        }
        let size = entry.data.count + entry.partitionKey.utf8.count
        if size > Limit.bytes {
            throw StreamError(.invalidArgument, "The record is \(size) bytes long; the limit is \(Limit.bytes).")
        }
        guard let explicit = entry.explicitHashKey else { return ShardMap.hash(entry.partitionKey) }
        guard let hash = UInt128(explicit) else {
            throw StreamError(.invalidArgument, "An explicit hash key is a number from 0 to 2^128 - 1.")
        }
        return hash
    }

    /// Puts a record at the end of its shard. Answers its shard and its place.
    ///
    /// - Throws: ``StreamError``, `throughputExceeded` when the shard has taken what it takes in a second.
    @discardableResult
    func put(
        _ entry: StreamEntry,
        generation: Int = 0,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws -> (shard: Int, seq: Int64) {
        let hash = try check(entry)
        let shard = shards.shard(of: hash)
        let size = entry.data.count + entry.partitionKey.utf8.count
        guard traffic.take(size, shard: shard, records: recordsPerSecond, bytes: bytesPerSecond, at: now) else {
            throw StreamError(
                .throughputExceeded,
                "Rate exceeded for shard \(ShardMap.id(shard)) in stream \(source.name)."
            )
        }
        let id = ids()
        try db.run(
            "INSERT INTO records VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                id, key, shard, Self.lane(hash), entry.partitionKey, now, entry.correlationID, entry.eventType,
                generation,
                try Payload.column(entry.data),
            ]
        )
        let seq = db.lastInsertedRowID
        try db.count("streams.put")
        let hop = TelemetryLines.Hop(
            kind: .queue,
            id: id,
            cause: entry.causationID,
            service: source.name,
            resource: source.description,
            eventType: entry.eventType ?? "Record",
            correlationID: entry.correlationID
        )
        lines.add(hop, at: now, readers == 0 ? "record put; nothing reads it" : "record put") { fields in
            fields.add("shard", ShardMap.id(shard))
            fields.add("sequence_number", StreamRecord.number(seq))
            // What nobody waits for is done: it counts as finished in the accounts, and in the flow that shows it.
            if readers == 0 { fields.add("readers", 0) }
            if generation > 0 { fields.add("generation", generation) }
        }
        return (shard, seq)
    }

    /// What tells the lanes of a shard apart, in a column: the low bits, since the high ones are the shard's.
    private static func lane(_ hash: UInt128) -> Int64 { Int64(hash & 0x7FFF_FFFF_FFFF_FFFF) }

    func isToTrim(in db: Database, at now: Timestamp) throws -> Bool {
        try db.integer("SELECT 1 FROM records WHERE stream = ? AND arrived <= ? LIMIT 1", [key, now - retention]) != nil
    }

    /// Removes the records whose retention has passed; answers how many. What a mapping had not read of them is accounted for as lost.
    @discardableResult
    func trim(in db: Database, at now: Timestamp) throws -> Int {
        guard try isToTrim(in: db, at: now) else { return 0 }
        let end = now - retention
        try db.run(
            """
            INSERT INTO lost SELECT DISTINCT r.correlation_id, 'expired', r.stream || '/' || r.id, ?3
            FROM lanes l CROSS JOIN records r ON r.stream = l.stream AND r.shard = l.shard AND r.seq > l.checkpoint
            WHERE l.stream = ?1 AND r.arrived <= ?2 AND r.hash % l.factor = l.lane
                AND NOT (l.due = ?4 AND r.seq <= l.running)
            """,
            [key, end, now, Timestamp.never]
        )
        try db.count("streams.unread", by: db.changesCount)
        try db.run(
            "INSERT OR REPLACE INTO trims SELECT stream, max(seq) FROM records WHERE stream = ? AND arrived <= ?",
            [key, end]
        )
        try db.run("DELETE FROM records WHERE stream = ? AND arrived <= ?", [key, end])
        let trimmed = db.changesCount
        try db.count("streams.trimmed", by: trimmed)
        return trimmed
    }
}
