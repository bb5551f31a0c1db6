import EventModel
import GRDB

extension Wiring {
    /// An archive with its pattern compiled.
    struct Archive: Sendable {
        var definition: ArchiveDefinition
        var pattern: EventPattern?
        /// Whether its pattern asks for `replay-name`: it then decides about replayed events itself.
        var namesReplays: Bool

        func takes(_ body: JSON) -> Bool {
            if !namesReplays, body[Replay.member] != nil { return false }
            return pattern?.matches(body) ?? true
        }
    }

    /// The archives of each bus that has any.
    static func archives(of definition: PipelineDefinition) throws(DefinitionError) -> [String: [Archive]] {
        var archives: [String: [Archive]] = [:]
        for archive in definition.archives {
            do {
                let pattern: EventPattern? = if let json = archive.pattern { try EventPattern(json) } else { nil }
                let names = pattern?.alternatives.contains { $0.contains { $0.path == Replay.member } } ?? false
                archives[archive.bus, default: []].append(
                    Archive(definition: archive, pattern: pattern, namesReplays: names)
                )
            } catch {
                throw DefinitionError("archive \(archive.name): pattern: \(error)")
            }
        }
        return archives
    }

    /// The bucket of every archive, those included that no definition names.
    static func archiveBuckets(_ definition: PipelineDefinition) -> [BucketDefinition] {
        Set(definition.archives.map(\.bucket)).filter { definition.bucket($0) == nil }.map {
            BucketDefinition(name: $0)
        }
    }

    /// Puts an event into the archives of its bus that take it, in the transaction that publishes it.
    func archive(_ event: Event, body: JSON, on bus: String, in db: Database, at now: Timestamp) throws {
        guard let archives = archives[bus] else { return }
        var text: String?
        for archive in archives where archive.takes(body) {
            let line = text ?? ArchiveLine.text(body)
            text = line
            try db.run(
                "INSERT INTO archive_rows(archive, time, arrived, bytes, line) VALUES(?, ?, ?, ?, ?)",
                [
                    archive.definition.name, ArchiveLine.time(body, otherwise: event.time), now, line.utf8.count,
                    try Payload.column(line),
                ]
            )
            archiveWatch.note()
        }
    }

    /// Leaves the archives in the journal, so that tools need no definition.
    func registerArchives(in db: Database) throws {
        try db.run("UPDATE archives SET live = 0 WHERE live = 1")
        for archive in definition.archives {
            try db.run(
                "INSERT OR REPLACE INTO archives VALUES(?, ?, ?, ?, ?, ?, 1)",
                [
                    archive.name, archive.bus, archive.pattern?.description, archive.retentionDays, archive.bucket,
                    archive.summary,
                ]
            )
        }
    }
}
