import EventModel
import GRDB

/// Messages that were sent on alike; who they are is in the graveyard.
struct AlikeRedrives: Sendable {
    var task: String
    var destination: DeadLetter.Destination
    var count: Int
    /// The number in the graveyard before the first.
    var grave: Int
    /// Whether no key, task or id of them has anything that JSON text escapes.
    var isPlain: Bool

    /// Tells of them in order, from a connection that sees them. Calls `body` after each.
    func tell(
        _ lines: inout TelemetryLines,
        from queue: String,
        actor: String,
        in db: Database,
        at now: Timestamp,
        _ body: (inout TelemetryLines) -> Void = { _ in }
    ) throws {
        var last: (kind: Kind, template: LineTemplate?)?
        try db.raw(
            """
            SELECT id, key, new_id, correlation_id, event_type, generation FROM graveyard
            WHERE number > ? AND number <= ? ORDER BY number
            """
        ) { row in
            row.bind(grave)
            row.bind(grave + count)
            while try row.step() {
                let kind = Kind(
                    eventType: row.optionalText(4),
                    generation: row.integer(5) + 1,
                    isFollowed: !row.isNull(3)
                )
                // Those that lie side by side are of one kind, as a rule.
                if last?.kind != kind {
                    let template = LineTemplate(texts: 4) { texts, lines in
                        lines.add(redrive(kind, texts), from: queue, actor: actor, at: now)
                    }
                    last = (kind, template)
                }
                if let template = last?.template {
                    template.write(to: &lines) { row.utf8(Int32($0)) }
                } else {
                    lines.add(redrive(kind, (0..<4).map { row.text($0) }), from: queue, actor: actor, at: now)
                }
                body(&lines)
            }
        }
    }

    /// What the lines of several have in common.
    private struct Kind: Equatable {
        var eventType: String?
        var generation: Int
        var isFollowed: Bool
    }

    /// - Parameter texts: its id, its key, its new id, and its correlation id if it is followed.
    private func redrive(_ kind: Kind, _ texts: [String]) -> Redrive {
        Redrive(
            id: texts[0],
            key: texts[1],
            task: task,
            newID: texts[2],
            destination: destination,
            hasDied: false,
            eventType: kind.eventType,
            correlationID: kind.isFollowed ? texts[3] : nil,
            generation: kind.generation
        )
    }
}
