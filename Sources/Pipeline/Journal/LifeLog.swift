import EventModel
import GRDB

/// What a message died of before it was redriven, as a column keeps it: JSON, oldest first. The first life and the newest are kept,
/// up to ``limit``; those dropped between show as a gap in the generations.
struct LifeLog: Sendable {
    static let limit = 20

    var lives: [DeadLetter.Life] = []

    init(_ lives: [DeadLetter.Life] = []) { self.lives = lives }

    init(column text: String?) {
        guard text != nil else { return }
        lives = (JSON(column: text).array ?? []).compactMap { entry in
            guard let generation = entry["gen"]?.integer, let died = entry["died"]?.integer,
                let redriven = entry["redriven"]?.integer
            else { return nil }
            return DeadLetter.Life(
                generation: generation,
                died: Timestamp(nanoseconds: Int64(died)),
                reason: entry["reason"]?.string ?? "Unknown",
                error: ErrorInfo(column: entry["error"]),
                attempts: AttemptLog(entry["attempts"]).attempts,
                task: entry["task"]?.string ?? "",
                actor: entry["actor"]?.string ?? "",
                redriven: Timestamp(nanoseconds: Int64(redriven))
            )
        }
    }

    mutating func add(_ life: DeadLetter.Life) {
        lives.append(life)
        if lives.count > LifeLog.limit { lives.remove(at: 1) }
    }

    /// The column's text; nil for no lives.
    var text: String? {
        if lives.isEmpty { return nil }
        let entries = lives.map { life -> JSON in
            [
                "gen": .int(life.generation), "died": .int(Int(life.died.nanoseconds)), "reason": .string(life.reason),
                "error": life.error?.json ?? .null, "attempts": AttemptLog(life.attempts).json,
                "task": .string(life.task), "actor": .string(life.actor),
                "redriven": .int(Int(life.redriven.nanoseconds)),
            ]
        }
        return JSON.array(entries).description
    }

    /// The history of a message that is about to die and was redriven before: what it had then, and the life that the redrive
    /// ended, which lies in the graveyard. Nil if it was never redriven.
    static func text(grave: Int?, in db: Database) throws -> String? {
        guard let grave,
            let row = try db.rows(
                """
                SELECT g.history, g.generation, g.died, g.reason, g.error, g.attempts, g.buried, t.task, t.actor
                FROM graveyard g LEFT JOIN tasks t ON t.number = g.task WHERE g.number = ?
                """,
                [grave]
            ).first
        else { return nil }
        var log = LifeLog(column: row[0])
        log.add(
            DeadLetter.Life(
                generation: row[1],
                died: row[2],
                reason: row[3] ?? "Unknown",
                error: ErrorInfo(column: JSON(column: row[4])),
                attempts: AttemptLog(column: row[5]).attempts,
                task: row[7] ?? "",
                actor: row[8] ?? "",
                redriven: row[6]
            )
        )
        return log.text
    }
}
