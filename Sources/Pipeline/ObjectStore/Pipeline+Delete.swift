import EventModel
import GRDB

/// What deleting an object did (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html).
package struct ObjectDeletion: Hashable, Sendable {
    /// The delete marker's that was made, or that of the version that was removed; nil: there was nothing to remove.
    package var version: String?
    /// Whether that version is a delete marker.
    package var isDeleteMarker: Bool
}

extension Pipeline {
    /// Deletes an object: without a version by a delete marker above all there are, with one by removing that version for ever, bytes
    /// and all. `Object Deleted` goes on the bus `default`; durable when it returns.
    ///
    /// As in the service a key that is not there gets a delete marker too, and a version that is not there is no error, so that
    /// deleting twice does no harm.
    ///
    /// - Throws: ``ErrorInfo`` `NoSuchBucket`.
    @discardableResult
    package func delete(
        _ key: String,
        in bucket: String,
        version: String? = nil,
        correlationID: String? = nil,
        causationID: String? = nil,
        flow: String = "adhoc"
    ) async throws -> ObjectDeletion {
        let definition = try self.bucket(bucket)
        let now = clock.now()
        let (deletion, lines) = try await journal.write { [wiring] db -> (ObjectDeletion, TelemetryLines) in
            var lines = TelemetryLines()
            var object: ObjectVersion
            let id = wiring.ids()
            if let version {
                guard let found = try Wiring.version(of: key, in: bucket, version, db) else {
                    return (ObjectDeletion(version: nil, isDeleteMarker: false), lines)
                }
                object = found
                object.correlationID = correlationID ?? found.correlationID
                try Wiring.remove(object, in: db)
            } else {
                object = ObjectVersion(
                    bucket: bucket,
                    key: key,
                    version: wiring.ids(),
                    isDeleteMarker: true,
                    stored: now,
                    correlationID: correlationID ?? wiring.ids(),
                    eventID: id
                )
                let copies = definition.replicationRules(for: key).filter(\.copiesDeleteMarkers)
                if !copies.isEmpty { object.replication = .pending }
                try Wiring.add(object, in: db)
                for rule in copies { try Replication.add(object, rule, in: db, at: now) }
            }
            try db.count("objects.deleted")
            try wiring.announce(
                .deleted(isPermanent: version != nil),
                of: object,
                id: id,
                cause: causationID,
                flow: flow,
                in: db,
                at: now,
                &lines
            )
            return (ObjectDeletion(version: object.version, isDeleteMarker: object.isDeleteMarker), lines)
        }
        telemetry.write(lines)
        if deletion.version != nil {
            scheduler.ring()
            lifecycle.changed(definition, at: now)
        }
        if version != nil { await removeLeftovers() }
        return deletion
    }

    /// Removes bytes that nothing refers to any more: after a deletion, and what a killed process left.
    func removeLeftovers() async {
        do {
            let rows = try await journal.read { db in
                try db.rows("SELECT store, path FROM leftovers LIMIT 1000").map { ($0[0] as String, $0[1] as String) }
            }
            if rows.isEmpty { return }
            for (store, path) in rows { await stores[store].remove(path) }
            try await journal.write { db in
                for (store, path) in rows {
                    try db.run("DELETE FROM leftovers WHERE store = ? AND path = ?", [store, path])
                }
            }
        } catch {
            report(error)
        }
    }
}
