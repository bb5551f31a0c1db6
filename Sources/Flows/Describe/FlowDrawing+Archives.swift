import EventModel
import Pipeline

/// Archives: what they keep, for how long, and where.
extension FlowDrawing {
    func archive(_ archive: ArchiveDefinition) -> Branch {
        let summary = archive.summary.map { ": \($0)" } ?? ""
        let kept = archive.pattern.map { Self.short($0.description, 100) } ?? "every event but replayed ones"
        return Branch(
            text: "archive \(archive.name)\(summary)",
            branches: [
                Branch(text: "bus \(archive.bus)  \(kept)"),
                Branch(text: "bucket \(archive.bucket), \(archive.keeps)"),
            ]
        )
    }
}

extension ArchiveDefinition {
    /// How long it keeps what it has.
    fileprivate var keeps: String {
        switch retentionDays {
        case 0: "kept for ever"
        case 1: "kept for 1 day"
        default: "kept for \(retentionDays) days"
        }
    }

    /// The shape of an archive in `tailrace pipeline describe -o json`.
    var described: JSON {
        [
            "name": .string(name), "bus": .string(bus), "pattern": pattern ?? .null,
            "retention_days": .int(retentionDays), "bucket": .string(bucket),
            "description": summary.map { .string($0) } ?? .null,
        ]
    }
}
