package import EventModel
import GRDB

extension ArchiveDesk {
    private static let page = 2_000

    /// The archives of every pipeline that was on the directory, the last one's first, with what they hold.
    package func archives() async throws -> [ArchiveSummary] {
        try await journal.read { try ArchiveSummary.all(in: $0) }
    }

    /// The archived records that a request chooses, in the order of their times, a page at a time.
    ///
    /// - Throws: ``ReplayError``; ``ErrorInfo`` for an archive that is damaged; what `body` throws.
    package func records(_ request: ReplayRequest, _ body: ([JSON]) throws -> Void) async throws {
        let filter = try check(request)
        let (archive, horizon) = try await journal.read { try Self.find(request, in: $0) }
        try await pages(request, archive.name, horizon) { lines in
            try body(lines.filter { filter.takes(ArchiveLine.body(of: $0.json), $0.json) }.map(\.json))
        }
    }

    /// What a replay would do: nothing is changed.
    ///
    /// - Throws: as ``records(_:_:)`` does.
    package func plan(_ request: ReplayRequest, progress: (ReplayPlan) -> Void = { _ in }) async throws -> ReplayPlan {
        let filter = try check(request)
        let (archive, horizon, rules) = try await journal.read { db in
            let (archive, horizon) = try Self.find(request, in: db)
            let rules = try db.rows(
                "SELECT name, pattern, off FROM rules WHERE bus = ? AND live = 1 ORDER BY name",
                [archive.bus]
            ).map { (name: $0[0] as String, pattern: JSON(column: $0[1]), isEnabled: ($0[2] as Int) == 0) }
            return (archive, horizon, rules.filter { request.rules.isEmpty || request.rules.contains($0.name) })
        }
        let patterns = rules.map { try? EventPattern($0.pattern) }
        var plan = ReplayPlan(archive: archive.name, bus: archive.bus)
        plan.rules = rules.map { ReplayPlan.Rule(name: $0.name, isEnabled: $0.isEnabled, events: 0) }
        try await pages(request, archive.name, horizon) { lines in
            for line in lines {
                plan.looked += 1
                let body = ArchiveLine.body(of: line.json)
                guard filter.takes(body, line.json), var object = body.object else { continue }
                plan.selected += 1
                plan.first = plan.first ?? line.place.time
                plan.last = line.place.time
                plan.eventTypes[body["detail-type"]?.string ?? "", default: 0] += 1
                // A rule may ask for it.
                object[Replay.member] = "replay"
                var isMatched = false
                for i in patterns.indices where patterns[i]?.matches(.object(object)) == true {
                    plan.rules[i].events += 1
                    isMatched = isMatched || rules[i].isEnabled
                }
                if !isMatched { plan.unmatched += 1 }
            }
            progress(plan)
        }
        return plan
    }

    private func pages(
        _ request: ReplayRequest,
        _ archive: String,
        _ horizon: Int64,
        _ body: ([ArchivedLine]) throws -> Void
    ) async throws {
        let span = ArchiveSpan(archive: archive, end: request.to ?? .never, horizon: horizon)
        var cursor = ArchiveCursor(before: request.from ?? Timestamp(nanoseconds: .min))
        while true {
            try Task.checkCancellation()
            let lines = try await reader.next(span, after: cursor, limit: Self.page)
            try body(lines)
            guard lines.count == Self.page, let last = lines.last else { return }
            cursor = last.place
        }
    }
}
