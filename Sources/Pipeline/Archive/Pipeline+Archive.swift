import EventModel
import GRDB

extension Pipeline {
    private static let retentionInterval = Duration.seconds(60)
    private static let retentionBatch = 100

    /// Packs what the archives hold into objects as it comes of age, and removes what is past its retention, until cancelled. It is
    /// nothing that ``drain()`` waits for.
    func keepArchives() async {
        if wiring.definition.archives.isEmpty { return }
        var retention = clock.now()
        while !Task.isCancelled {
            let now = clock.now()
            if wiring.archiveWatch.begin(now) { await packArchives(at: now) }
            if retention <= now {
                await expireArchives(at: now)
                retention = now + Self.retentionInterval
            }
            try? await clock.sleep(until: now + settings.metricsInterval)
        }
    }

    /// Packs everything that is there, when a run ends: what comes later may be long in coming.
    func packRest() async {
        if wiring.definition.archives.isEmpty { return }
        await packArchives(all: true, at: clock.now())
    }

    /// Packs what is due; answers how many events. What fails is reported and tried again with the next look: the events stay where
    /// they are, and are read from there.
    @discardableResult
    func packArchives(all: Bool = false, at now: Timestamp) async -> Int {
        let buckets = Dictionary(
            wiring.definition.archives.map { ($0.name, $0.bucket) },
            uniquingKeysWith: { first, _ in first }
        )
        var total = 0
        do {
            while true {
                // Reading first keeps an idle pipeline from writing to the disk.
                let limits = settings.archiveLimits
                let choice = try await journal.read { db in
                    try ArchivePack.next(limits, buckets, all: all, in: db, at: now)
                }
                switch choice {
                case .none(let again):
                    wiring.archiveWatch.looked(again)
                    return total
                case .pack(let pack):
                    total += try await make(pack, at: now)
                }
            }
        } catch {
            wiring.archiveWatch.looked(now + settings.metricsInterval)
            let failure = ErrorInfo(error)
            _ = try? await journal.write { db in try db.count("archives.failed") }
            var lines = TelemetryLines()
            lines.addArchive(
                nil,
                .error,
                "ArchiveFailed",
                "an archive's object was not made; will be tried again",
                at: now
            ) {
                $0.add("error", failure.json)
            }
            telemetry.write(lines)
            return total
        }
    }

    private func make(_ pack: ArchivePack, at now: Timestamp) async throws -> Int {
        try await journal.write { try pack.begin(in: $0) }
        let text = try await journal.read { try pack.text(in: $0) }
        let bytes = try Gzip.pack(text)
        let store = StorageClass.standard.store(at: wiring.buckets[pack.bucket]?.location)
        let path = try await stores[store].write(bytes, key: pack.key, version: pack.version, bucket: pack.bucket)
        let object = ObjectVersion(
            bucket: pack.bucket,
            key: pack.key,
            version: pack.version,
            size: bytes.count,
            etag: ObjectStore.etag(bytes),
            stored: now,
            metadata: ["content-encoding": "gzip", "content-type": "application/jsonl"],
            correlationID: nil,
            eventID: nil,
            store: store,
            path: path
        )
        let count = try await journal.write { try pack.finish(object, in: $0, at: now) }
        var lines = TelemetryLines()
        lines.addArchive(pack.archive, .debug, "ArchivePacked", "\(count) events packed into \(pack.key)", at: now) {
            fields in
            fields.add("bucket", pack.bucket)
            fields.add("key", pack.key)
            fields.add("count", count)
            fields.add("bytes", bytes.count)
        }
        telemetry.write(lines)
        return count
    }

    /// Removes objects of which the last event was archived longer ago than the archive keeps, and rows likewise; answers how many
    /// events.
    @discardableResult
    func expireArchives(at now: Timestamp) async -> Int {
        var total = 0
        do {
            for archive in wiring.definition.archives where archive.retentionDays > 0 {
                let end = now - .seconds(Int64(archive.retentionDays) * 86_400)
                var count = 0
                while true {
                    let isDue = try await journal.read { db in
                        try db.integer(
                            """
                            SELECT 1 WHERE EXISTS(SELECT 1 FROM archive_objects WHERE archive = ?1 AND arrived <= ?2)
                                OR EXISTS(SELECT 1 FROM archive_rows WHERE archive = ?1 AND arrived <= ?2)
                            """,
                            [archive.name, end]
                        ) != nil
                    }
                    guard isDue else { break }
                    let removed = try await journal.write { db in
                        try Self.expire(archive.name, until: end, limit: Self.retentionBatch, in: db)
                    }
                    if removed == 0 { break }
                    count += removed
                }
                guard count > 0 else { continue }
                total += count
                await removeLeftovers()
                let removed = count
                var lines = TelemetryLines()
                let words = "\(removed) events were removed when their retention had passed"
                lines.addArchive(archive.name, .info, "ArchiveExpired", words, at: now) { $0.add("count", removed) }
                telemetry.write(lines)
            }
        } catch {
            report(error)
        }
        return total
    }

    private static func expire(_ archive: String, until end: Timestamp, limit: Int, in db: Database) throws -> Int {
        var count = 0
        for row in try db.rows(
            "SELECT first, events, bucket, key FROM archive_objects WHERE archive = ? AND arrived <= ? LIMIT ?",
            [archive, end, limit]
        ) {
            if let object = try Wiring.version(of: row[3], in: row[2], nil, db) { try Wiring.remove(object, in: db) }
            try db.run("DELETE FROM archive_objects WHERE archive = ? AND first = ?", [archive, row[0] as Int64])
            count += row[1] as Int
        }
        // Those that an object is being made of wait for it.
        if try db.integer("SELECT 1 FROM archive_packs WHERE archive = ?", [archive]) == nil {
            try db.run("DELETE FROM archive_rows WHERE archive = ? AND arrived <= ?", [archive, end])
            count += db.changesCount
        }
        try db.count("archives.expired.\(archive)", by: count)
        return count
    }
}

extension TelemetryLines {
    /// A line about an archive; nil: about all of them.
    mutating func addArchive(
        _ archive: String?,
        _ severity: Severity,
        _ type: String,
        _ message: String,
        at now: Timestamp,
        _ more: (inout Fields) -> Void
    ) {
        let head = Head(now, severity, service: "archive", eventType: type, correlationID: nil, message)
        add(head) { fields in
            fields.add("resource", archive.map { "archive/\($0)" })
            more(&fields)
        }
    }
}
