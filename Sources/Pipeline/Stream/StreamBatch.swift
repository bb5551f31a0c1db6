import EventModel
import GRDB

/// Records that a mapping read for one invocation.
struct StreamBatch: Sendable {
    var mapping: StreamMapping
    var shard: Int
    /// The number of the lane within its shard.
    var number: Int
    /// With the attempt begun.
    var lane: StreamLane
    var log: AttemptLog
    var records: [StreamRecord]
    var received: Timestamp
    /// When it could have been read.
    var due: Timestamp

    var seqs: [Int64] { records.map(\.seq) }
}

extension Wiring {
    /// The payload limit of an invocation; data is a third longer there.
    private static let batchBytes = (6 << 20) * 3 / 4

    /// Makes the lanes of all mappings, and takes up those that ran when the last run ended. A mapping that is new begins at its
    /// starting position; a shard that is new to it, at its first record.
    func registerLanes(in db: Database, at now: Timestamp) throws {
        try db.run("UPDATE lanes SET due = ? WHERE due = ?", [now, Timestamp.never])
        for mapping in definition.streamMappings {
            guard let stream = streams[mapping.source] else { continue }
            let factor = mapping.parallelizationFactor
            let isNew = try db.integer("SELECT 1 FROM lanes WHERE mapping = ? LIMIT 1", [mapping.name]) == nil
            var start: Int64 = 0
            if isNew {
                switch mapping.startingPosition {
                case .trimHorizon: break
                case .latest: start = try stream.last(in: db)
                case .at(let instant): start = try stream.before(instant, in: db)
                }
            }
            for shard in 0..<(try stream.shardCount(in: db)) {
                let row = try db.rows(
                    "SELECT min(checkpoint), max(factor) FROM lanes WHERE mapping = ? AND shard = ?",
                    [mapping.name, shard]
                )[0]
                if (row[1] as Int?) == factor { continue }
                // Of another number of lanes: from where the last of them was, so that none is skipped, and some come again.
                let checkpoint: Int64 = row[0] ?? start
                try db.run("DELETE FROM lanes WHERE mapping = ? AND shard = ?", [mapping.name, shard])
                for lane in 0..<factor {
                    try db.run(
                        "INSERT INTO lanes VALUES(?, ?, ?, ?, ?, ?, 0, ?, NULL, NULL)",
                        [mapping.name, shard, lane, stream.key, factor, checkpoint, now]
                    )
                }
            }
        }
    }

    /// Reads batches for the mappings of streams, as far as their functions have room, and marks their lanes as running until
    /// ``settle(_:_:in:at:)`` or the next start of the pipeline.
    func pollStreams(_ places: inout [String: Int], in db: Database, at now: Timestamp, _ turn: inout Pipeline.Turn)
        throws
    {
        for stream in streams.values { try stream.trim(in: db, at: now) }
        for mapping in definition.streamMappings {
            guard let stream = streams[mapping.source], let function = functions[mapping.function] else { continue }
            if turn.controls.paused.contains(mapping.consumer) { continue }
            let rows = try db.rows(
                """
                SELECT shard, lane, checkpoint, due, spans, attempts FROM lanes WHERE mapping = ? AND due <= ?
                ORDER BY due, shard, lane
                """,
                [mapping.name, now]
            )
            for row in rows {
                guard let room = places[function.name], room > 0 else { break }
                var batch = StreamBatch(
                    mapping: mapping,
                    shard: row[0],
                    number: row[1],
                    lane: StreamLane(checkpoint: row[2], column: row[4]),
                    log: AttemptLog(column: row[5]),
                    records: [],
                    received: now,
                    due: row[3]
                )
                if try read(&batch, stream, in: db, at: now, &turn) {
                    turn.streamBatches.append(batch)
                    places[function.name] = room - 1
                }
            }
            turn.look(
                at: try db.rows("SELECT min(due) FROM lanes WHERE mapping = ? AND due > ?", [mapping.name, now])[0][0]
            )
        }
    }

    /// Reads the next batch of a lane; answers whether there is one to start.
    private func read(
        _ batch: inout StreamBatch,
        _ stream: Stream,
        in db: Database,
        at now: Timestamp,
        _ turn: inout Pipeline.Turn
    ) throws -> Bool {
        let mapping = batch.mapping
        while true {
            batch.records = try records(of: batch, stream, in: db)
            guard let first = batch.records.first else {
                guard let span = batch.lane.spans.last else { return false }
                // What was left of the batch has been trimmed.
                batch.lane.skip(to: span.end)
                try save(batch, due: now, in: db)
                continue
            }
            if let age = mapping.maximumRecordAge, now - first.arrived > age {
                let old = batch.records.prefix { now - $0.arrived > age }
                try discard(
                    Array(old),
                    of: batch,
                    "RecordAgeExceeded",
                    tries: batch.lane.failures,
                    requestID: ids(),
                    in: db,
                    at: now,
                    &turn.lines
                )
                batch.lane.skip(to: old[old.endIndex - 1].seq)
                batch.log = AttemptLog()
                try save(batch, due: now, in: db)
                continue
            }
            let end = first.arrived + mapping.window
            if batch.lane.spans.isEmpty, batch.records.count < mapping.batchSize, now < end {
                turn.look(at: end)
                return false
            }
            batch.due = max(batch.due, batch.lane.spans.isEmpty ? first.arrived : batch.due)
            batch.lane.begin(batch.seqs)
            try save(batch, due: .never, in: db)
            return true
        }
    }

    private func records(of batch: StreamBatch, _ stream: Stream, in db: Database) throws -> [StreamRecord] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(StreamRecord.columns) FROM records
                WHERE stream = ? AND shard = ? AND seq > ? AND seq <= ? AND hash % ? = ? ORDER BY seq LIMIT ?
                """
        )
        let rows = try Row.fetchCursor(
            statement,
            arguments: [
                stream.key, batch.shard, batch.lane.checkpoint, batch.lane.spans.last?.end ?? .max,
                batch.mapping.parallelizationFactor, batch.number, batch.mapping.batchSize,
            ]
        )
        var records: [StreamRecord] = []
        var bytes = 0
        while let row = try rows.next() {
            let record = try StreamRecord(row)
            bytes += record.data.count
            if !records.isEmpty, bytes > Self.batchBytes { break }
            records.append(record)
        }
        return records
    }

    /// Keeps where a lane is.
    func save(_ batch: StreamBatch, due: Timestamp, in db: Database) throws {
        try db.run(
            "UPDATE lanes SET checkpoint = ?, running = ?, due = ?, spans = ?, attempts = ? WHERE mapping = ? AND shard = ? AND lane = ?",
            [
                batch.lane.checkpoint, batch.lane.spans.last?.end ?? 0, due, batch.lane.column, batch.log.text,
                batch.mapping.name, batch.shard, batch.number,
            ]
        )
    }
}
