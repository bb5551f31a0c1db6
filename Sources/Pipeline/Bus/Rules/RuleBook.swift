import EventModel
import GRDB

/// The rules of a data directory, listed and switched from outside its pipeline, while it runs or before.
package final class RuleBook: Sendable {
    private let journal: Journal

    /// - Throws: ``JournalError``.
    package init(data directory: String) throws {
        journal = try Journal(directory: directory)
    }

    init(_ journal: Journal) { self.journal = journal }

    /// Every rule that a pipeline on the directory had, by name; the last one's first.
    package func rules() async throws -> [RuleState] { try await journal.read { db in try Self.rules(in: db) } }

    static func rules(in db: Database) throws -> [RuleState] {
        try db.rows("SELECT name, bus, pattern, targets, off, switched, live FROM rules ORDER BY live DESC, name")
            .map {
                row in
                RuleState(
                    name: row[0],
                    bus: row[1],
                    pattern: JSON(column: row[2]),
                    targets: (JSON(column: row[3]).array ?? []).map {
                        .init(
                            id: $0["id"]?.string ?? "",
                            kind: $0["kind"]?.string ?? "",
                            name: $0["name"]?.string ?? ""
                        )
                    },
                    isEnabled: (row[4] as Int) == 0,
                    isSwitched: (row[5] as Int?) != nil,
                    isLive: (row[6] as Int) == 1
                )
            }
    }

    /// Switches rules on or off; all of them, or none where one is not there. Durable when it returns; holds whatever their
    /// definition says, until they are switched again. Events that were published before are delivered all the same.
    ///
    /// - Returns: The names that are not there.
    package func set(_ names: [String], enabled: Bool) async throws -> [String] {
        try await journal.write { db in
            let missing = try names.filter { try db.integer("SELECT 1 FROM rules WHERE name = ?", [$0]) == nil }
            guard missing.isEmpty else { return missing }
            for name in names {
                try db.run("UPDATE rules SET switched = ?, off = ? WHERE name = ?", [enabled, !enabled, name])
            }
            return []
        }
    }
}

extension Wiring {
    /// Leaves the rules in the journal, and keeps what somebody switched.
    func registerRules(in db: Database) throws {
        try db.run("UPDATE rules SET live = 0")
        for rule in definition.rules {
            try db.run(
                """
                INSERT INTO rules(name, bus, pattern, targets, off, live) VALUES(?, ?, ?, ?, ?, 1)
                ON CONFLICT(name) DO UPDATE SET bus = excluded.bus, pattern = excluded.pattern, targets = excluded.targets,
                    off = CASE WHEN switched IS NULL THEN excluded.off ELSE 1 - switched END, live = 1
                """,
                [rule.name, rule.bus, rule.pattern.description, rule.targetsJSON.description, !rule.isEnabled]
            )
        }
    }

    /// Whether a rule is on: as somebody switched it, else as it is defined.
    func isEnabled(_ rule: Rule, in db: Database) throws -> Bool {
        try db.integer("SELECT off FROM rules WHERE name = ?", [rule.name]).map { $0 == 0 } ?? rule.isEnabled
    }
}
