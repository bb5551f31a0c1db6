import EventModel
import GRDB

extension Wiring {
    /// Takes the replications that are due, as far as there is room for them.
    func takeReplications(but running: Set<Int>, in db: Database, at now: Timestamp, _ turn: inout Pipeline.Turn) throws
    {
        var room = Replication.Running.limit - running.count
        for bucket in buckets.values where !bucket.replication.isEmpty {
            if room > 0 {
                let taken = try Replication.due(bucket.name, but: running, limit: room, in: db, at: now)
                turn.replications += taken
                room -= taken.count
            }
            turn.look(at: try Replication.next(bucket.name, in: db, after: now))
        }
    }
}

extension Wiring {
    /// Gives up what no rule asks for any more: a rule that is gone, or off, copies nothing.
    func registerReplications(in db: Database) throws {
        for bucket in buckets.values {
            let destinations = Set(bucket.replication.filter(\.isEnabled).map(\.destination))
            for replication in try Replication.all(of: bucket.name, in: db)
            where !destinations.contains(replication.destination) {
                try replication.settle(isDone: false, in: db)
                try db.count("replications.failed")
            }
        }
    }
}

extension Pipeline {
    /// How long reading and writing an object may take before a clock that stands still goes on without it.
    private static let patience = Duration.seconds(900)

    /// Starts copying a version into another bucket.
    func start(_ replication: Replication) {
        let token = scheduler.begin(timeout: clock.now() + Self.patience)
        replicating.begin(replication.number)
        Task {
            let started = clock.now()
            do {
                try await copy(replication, started)
            } catch {
                do { try await failed(replication, ErrorInfo(error)) } catch {
                    report(error)
                    try? await clock.sleep(until: clock.now() + .seconds(1))
                }
            }
            replicating.end(replication.number)
            scheduler.end(token)
        }
    }

    /// Copies the bytes, then adds the version to the other bucket: a crash between the two has the bytes written again, to the same
    /// place.
    private func copy(_ replication: Replication, _ started: Timestamp) async throws {
        let source = try await journal.read { db in
            try Wiring.version(of: replication.key, in: replication.bucket, replication.version, db)
        }
        // Removed for ever before it was copied: there is nothing to copy any more.
        guard let source else { return try await journal.write { try replication.delete(in: $0) } }
        let destination = try bucket(replication.destination)
        var copy = source
        copy.bucket = destination.name
        copy.storageClass = replication.storageClass
        copy.replication = .replica
        copy.superseded = nil
        copy.store = replication.storageClass.store(at: destination.location)
        if !source.isDeleteMarker {
            let bytes = try await object(source.key, in: source.bucket, version: source.version)
            copy.path = try await stores[copy.store].write(
                bytes,
                key: copy.key,
                version: copy.version,
                bucket: copy.bucket
            )
        }
        let now = clock.now()
        copy.stored = now
        copy.eventID = settings.ids()
        let lines = try await journal.write { [wiring, copy] db in
            var lines = TelemetryLines()
            if try Wiring.version(of: copy.key, in: copy.bucket, copy.version, db) == nil {
                try Wiring.add(copy, in: db)
                try wiring.announce(
                    copy.isDeleteMarker ? .deleted(isPermanent: false) : .replicated,
                    of: copy,
                    id: copy.eventID ?? "",
                    cause: replication.cause,
                    in: db,
                    at: now,
                    &lines
                )
            }
            try replication.settle(isDone: true, in: db)
            try db.count("replications.completed")
            replication.addLine(at: now, .info, "object replicated", &lines) { fields in
                fields.add("bytes", copy.size)
                fields.add("duration_ms", milliseconds: now - started)
            }
            return lines
        }
        telemetry.write(lines)
        lifecycle.changed(destination, at: now)
        if let bucket = wiring.buckets[replication.bucket] { lifecycle.freed(bucket, at: now) }
    }

    /// Puts a replication off, or gives it up after its last attempt: its version is `FAILED` then.
    private func failed(_ replication: Replication, _ error: ErrorInfo) async throws {
        let now = clock.now()
        let isLast = replication.attempt >= settings.replicationAttempts
        var wait = settings.deliveryBackoff
        for _ in 1..<max(1, min(replication.attempt, 40)) where wait < settings.deliveryBackoffCeiling { wait *= 2 }
        let due = now + min(wait, settings.deliveryBackoffCeiling)
        try await journal.write { db in
            if isLast {
                try replication.settle(isDone: false, in: db)
                try db.count("replications.failed")
            } else {
                try db.count("replications.retried")
                try db.run(
                    "UPDATE replications SET attempt = ?, due = ? WHERE number = ?",
                    [replication.attempt, due, replication.number]
                )
            }
        }
        var lines = TelemetryLines()
        replication.addLine(
            at: now,
            isLast ? .error : .warn,
            isLast ? "replication given up; the object's status is FAILED" : "replication failed; will be tried again",
            &lines
        ) { $0.add("error", error.json) }
        telemetry.write(lines)
    }
}

extension Replication {
    fileprivate func addLine(
        at now: Timestamp,
        _ severity: Severity,
        _ message: String,
        _ lines: inout TelemetryLines,
        _ more: (inout TelemetryLines.Fields) -> Void
    ) {
        let head = TelemetryLines.Head(
            now,
            severity,
            service: "aws.s3",
            eventType: severity == .error ? "OperationFailedReplication" : "Replication",
            correlationID: correlationID,
            message
        )
        lines.add(head) { fields in
            fields.add("causation_id", cause)
            fields.add("resource", destination)
            fields.add("bucket", bucket)
            fields.add("key", key)
            fields.add("version", version)
            fields.add("attempt", attempt)
            more(&fields)
        }
    }
}
