import EventModel
import GRDB

extension Pipeline {
    private static let lifecycleBatch = 200

    /// Applies the buckets' lifecycle rules as they come due, and removes what a killed process left, until cancelled. It is nothing
    /// that ``drain()`` waits for.
    func keepObjects() async {
        await removeLeftovers()
        if wiring.buckets.values.allSatisfy({ $0.lifecycle.isEmpty }) { return }
        while !Task.isCancelled {
            let now = clock.now()
            if lifecycle.isDue(now) { await applyLifecycle(at: now) }
            try? await clock.sleep(until: now + settings.metricsInterval)
        }
    }

    /// Applies every lifecycle rule that is due; answers how many versions it was for. What fails is reported, and tried again with
    /// the next look.
    @discardableResult
    func applyLifecycle(at now: Timestamp) async -> Int {
        lifecycle.look()
        let acts = wiring.buckets.values.sorted { $0.name < $1.name }.flatMap(LifecycleAct.all)
        var total = 0
        for act in acts {
            do {
                let count = try await apply(act, at: now)
                total += count
                if count > 0 { tell(act, count, at: now) }
            } catch {
                report(error)
            }
        }
        if total > 0 { scheduler.ring() }
        await removeLeftovers()
        do {
            let next = try await journal.read { db in try acts.compactMap { try $0.next(in: db) }.min() }
            // What could not be done now is due already.
            lifecycle.looked(next.map { max($0, now + settings.metricsInterval) })
        } catch {
            lifecycle.looked(now + settings.metricsInterval)
            report(error)
        }
        return total
    }

    private func apply(_ act: LifecycleAct, at now: Timestamp) async throws -> Int {
        var total = 0
        while !Task.isCancelled {
            let due = try await journal.read { try act.due(in: $0, at: now, limit: Self.lifecycleBatch) }
            if due.isEmpty { break }
            var moved: [String: (store: String, path: String)] = [:]
            if case .move(let storageClass) = act.kind {
                for object in due { moved[object.version] = try await copy(object, to: storageClass) }
            }
            let (count, lines) = try await journal.write { [wiring, moved] db in
                var lines = TelemetryLines()
                var count = 0
                for object in due {
                    // Somebody may have been there first.
                    guard let object = try act.due(in: db, at: now, version: object.version, limit: 1).first else {
                        continue
                    }
                    try wiring.perform(act, object, moved[object.version], in: db, at: now, &lines)
                    count += 1
                }
                try db.count(act.counter, by: count)
                return (count, lines)
            }
            telemetry.write(lines)
            total += count
            if count < due.count { break }
        }
        return total
    }

    /// Writes a version's bytes into the store of a class. The old ones stay until the row says where the new ones are.
    private func copy(_ object: ObjectVersion, to storageClass: StorageClass) async throws -> (
        store: String, path: String
    ) {
        let store = storageClass.store(at: wiring.buckets[object.bucket]?.location)
        let bytes = try await stores[object.store].read(object.path)
        let path = try await stores[store].write(
            bytes,
            key: object.key,
            version: object.version,
            bucket: object.bucket
        )
        return (store, path)
    }

    private func tell(_ act: LifecycleAct, _ count: Int, at now: Timestamp) {
        let what =
            switch act.kind {
            case .expire: "expired"
            case .removeMarkers: "removed, delete markers of nothing"
            case .removeNoncurrent: "removed, noncurrent"
            case .move(let storageClass): "moved to \(storageClass.rawValue)"
            }
        var lines = TelemetryLines()
        let head = TelemetryLines.Head(
            now,
            .info,
            service: "aws.s3",
            eventType: "Lifecycle",
            correlationID: nil,
            "lifecycle rule \(act.rule) of \(act.bucket): \(count) \(what)"
        )
        lines.add(head) { fields in
            fields.add("resource", act.bucket)
            fields.add("rule", act.rule)
            fields.add("count", count)
        }
        telemetry.write(lines)
    }
}

extension Wiring {
    fileprivate func perform(
        _ act: LifecycleAct,
        _ object: ObjectVersion,
        _ moved: (store: String, path: String)?,
        in db: Database,
        at now: Timestamp,
        _ lines: inout TelemetryLines
    ) throws {
        let id = ids()
        var told = object
        let what: ObjectEvent
        switch act.kind {
        case .expire:
            told = ObjectVersion(
                bucket: object.bucket,
                key: object.key,
                version: ids(),
                isDeleteMarker: true,
                stored: now,
                correlationID: object.correlationID,
                eventID: id
            )
            try Self.add(told, in: db)
            what = .expired(isPermanent: false)
        case .removeMarkers, .removeNoncurrent:
            try Self.remove(object, in: db)
            what = .expired(isPermanent: true)
        case .move(let storageClass):
            guard let moved else { return }
            try db.run(
                "UPDATE objects SET class = ?, store = ?, path = ? WHERE bucket = ? AND key = ? AND version = ?",
                [storageClass.rawValue, moved.store, moved.path, object.bucket, object.key, object.version]
            )
            try Self.leave(object, in: db)
            what = .moved(to: storageClass)
        }
        try announce(what, of: told, id: id, cause: object.eventID, in: db, at: now, &lines)
    }
}
