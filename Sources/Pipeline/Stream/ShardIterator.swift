package import EventModel
import GRDB

/// A place in a shard to read on from; good for 5 minutes, of a table's changes for 15
/// (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html).
package struct ShardIterator: Hashable, Sendable {
    package enum Position: Hashable, Sendable {
        case trimHorizon
        case latest
        case atTimestamp(Timestamp)
        case atSequenceNumber(String)
        case afterSequenceNumber(String)
    }
    package let source: StreamSource
    package let shard: Int
    /// Records behind this place come next.
    let after: Int64
    let issued: Timestamp
}

/// What a read of a shard brought.
package struct StreamPage: Sendable {
    package var records: [StreamRecord]
    package var next: ShardIterator
    /// How far the last record read is behind the newest; zero when nothing is left.
    package var behindLatest: Duration
}

extension Stream {
    func iterator(_ shard: Int, _ position: ShardIterator.Position, in db: Database, at now: Timestamp) throws
        -> ShardIterator
    {
        guard shard >= 0, try shard < shardCount(in: db) else {
            throw StreamError(.notFound, "Shard \(ShardMap.id(shard)) in stream \(source.name) does not exist.")
        }
        func number(_ text: String) throws(StreamError) -> Int64 {
            guard let number = Int64(text), number >= 0 else {
                throw StreamError(.invalidArgument, "\(text) is no sequence number of stream \(source.name).")
            }
            return number
        }
        let after: Int64
        switch position {
        case .trimHorizon: after = 0
        case .latest: after = try last(in: db)
        case .atTimestamp(let instant): after = try before(instant, in: db)
        case .atSequenceNumber(let text): after = try number(text) - 1
        case .afterSequenceNumber(let text): after = try number(text)
        }
        switch (source, position) {
        // A stream goes on at its horizon; a change stream says that something is missing.
        case (.table, .atSequenceNumber), (.table, .afterSequenceNumber):
            let trimmed = try db.integer("SELECT seq FROM trims WHERE stream = ?", [key]) ?? 0
            if after < Int64(trimmed) {
                throw StreamError(.trimmed, "Records after \(StreamRecord.number(after)) have been trimmed.")
            }
        default: break
        }
        return ShardIterator(source: source, shard: shard, after: after, issued: now)
    }

    /// Reads up to `limit` records, without an effect on any other reader.
    func records(_ iterator: ShardIterator, limit: Int?, in db: Database, at now: Timestamp) throws -> StreamPage {
        let isTable = if case .table = source { true } else { false }
        let most = isTable ? Limit.changesGetRecords : Limit.getRecords
        let age = isTable ? Limit.changesIteratorAge : Limit.iteratorAge
        if now - iterator.issued > age {
            throw StreamError(
                .expiredIterator,
                "The iterator is older than \(Int(age.inSeconds)) seconds; get a new one."
            )
        }
        let limit = limit ?? most
        guard (1...most).contains(limit) else {
            throw StreamError(.invalidArgument, "A limit is from 1 to \(most), not \(limit).")
        }
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(StreamRecord.columns) FROM records WHERE stream = ? AND shard = ? AND seq > ? AND arrived > ?
                ORDER BY seq LIMIT ?
                """
        )
        let rows = try Row.fetchCursor(
            statement,
            arguments: [key, iterator.shard, iterator.after, now - retention, limit]
        )
        var records: [StreamRecord] = []
        var bytes = 0
        while let row = try rows.next() {
            let record = try StreamRecord(row)
            bytes += record.data.count
            if !records.isEmpty, bytes > (isTable ? Limit.changesGetBytes : Limit.getBytes) { break }
            records.append(record)
        }
        let after = records.last?.seq ?? iterator.after
        let newest = try db.rows(
            "SELECT arrived FROM records WHERE stream = ? AND shard = ? AND seq > ? ORDER BY seq DESC LIMIT 1",
            [key, iterator.shard, after]
        ).first.map { $0[0] as Timestamp }
        return StreamPage(
            records: records,
            next: ShardIterator(source: source, shard: iterator.shard, after: after, issued: now),
            behindLatest: newest == nil ? .zero : max(.zero, now - (records.last?.arrived ?? now))
        )
    }

    /// The shards that are defined, and those of an earlier definition that still hold records.
    func shardCount(in db: Database) throws -> Int {
        let held = try db.integer("SELECT max(shard) FROM records WHERE stream = ?", [key]) ?? -1
        return max(shards.count, held + 1)
    }

    /// The newest place that was given, to any stream.
    func last(in db: Database) throws -> Int64 {
        Int64(try db.integer("SELECT seq FROM sqlite_sequence WHERE name = 'records'") ?? 0)
    }

    /// The place before the first record from an instant on.
    func before(_ instant: Timestamp, in db: Database) throws -> Int64 {
        let first = try db.integer("SELECT min(seq) FROM records WHERE stream = ? AND arrived >= ?", [key, instant])
        return try first.map { Int64($0) - 1 } ?? last(in: db)
    }
}

extension Pipeline {
    private func stream(_ source: StreamSource) throws(StreamError) -> Stream {
        guard let stream = wiring.streams[source] else {
            throw StreamError(.notFound, "Stream \(source.name) does not exist.")
        }
        return stream
    }

    /// A place in a shard to read from.
    ///
    /// - Throws: ``StreamError``.
    package func iterator(_ source: StreamSource, shard: Int = 0, _ position: ShardIterator.Position) async throws
        -> ShardIterator
    {
        let stream = try stream(source)
        let now = clock.now()
        return try await journal.read { db in try stream.iterator(shard, position, in: db, at: now) }
    }

    /// Reads on from a place; any number of readers may. `limit`: 1 to 10 000, of a table's changes to 1 000.
    ///
    /// - Throws: ``StreamError``.
    package func records(_ iterator: ShardIterator, limit: Int? = nil) async throws -> StreamPage {
        let stream = try stream(iterator.source)
        let now = clock.now()
        return try await journal.read { db in try stream.records(iterator, limit: limit, in: db, at: now) }
    }

    /// Puts up to 500 records of up to 5 MiB together on a stream; durable when it returns. Answers for each its sequence number or why
    /// it was not taken, in turn: the others are (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html).
    ///
    /// - Throws: ``StreamError`` for entries the service refuses: then none was taken.
    @discardableResult
    package func put(_ entries: [StreamEntry], on name: String, flow: String = "adhoc") async throws
        -> [Result<String, StreamError>]
    {
        let stream = try stream(.stream(name))
        guard (1...Stream.Limit.putEntries).contains(entries.count) else {
            throw StreamError(.invalidArgument, "A put has 1 to 500 records, not \(entries.count).")
        }
        let bytes = entries.reduce(0) { $0 + $1.data.count + $1.partitionKey.utf8.count }
        if bytes > Stream.Limit.putBytes {
            throw StreamError(
                .invalidArgument,
                "The records are \(bytes) bytes long; the limit is \(Stream.Limit.putBytes)."
            )
        }
        for entry in entries { _ = try stream.check(entry) }
        let entries = entries.map { entry in
            var entry = entry
            entry.correlationID = entry.correlationID ?? settings.ids()
            return entry
        }
        let now = clock.now()
        let (results, lines) = try await journal.write { [wiring] db in
            var lines = TelemetryLines()
            var results: [Result<String, StreamError>] = []
            for entry in entries {
                do {
                    let place = try stream.put(entry, in: db, at: now, &lines)
                    if let id = entry.correlationID { try wiring.startFlow(id, flow, in: db, at: now) }
                    results.append(.success(StreamRecord.number(place.seq)))
                } catch let error as StreamError {
                    results.append(.failure(error))
                }
            }
            return (results, lines)
        }
        telemetry.write(lines)
        scheduler.ring()
        return results
    }
}
