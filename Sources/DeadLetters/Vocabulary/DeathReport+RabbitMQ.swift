import EventModel

extension DeathReport {
    /// `x-death`, one entry for each queue and reason, the most recent first, and the headers that name the first and the last death
    /// (https://www.rabbitmq.com/docs/dlx#effects). RabbitMQ keeps no error.
    static func rabbitMQ(_ record: DeathRecord) -> DeathReport? {
        guard
            record.raw("x-death") != nil || record.has(prefix: "x-first-death-") || record.has(prefix: "x-last-death-")
        else {
            return nil
        }
        var report = DeathReport(.rabbitMQ)
        // A single entry may stand without its list.
        let table = record.json("x-death")
        let deaths = (table?.array ?? table.map { [$0] } ?? []).filter { $0.object != nil }
        func text(_ death: JSON?, _ name: String) -> String? { death?[name].flatMap(DeathRecord.text) }
        report.condition =
            record.text("x-last-death-reason") ?? text(deaths.first, "reason") ?? record.text("x-first-death-reason")
        report.source = record.text("x-first-death-queue") ?? text(deaths.last, "queue")
        let counts = deaths.compactMap { $0["count"].flatMap(DeathRecord.integer) }
        if !counts.isEmpty {
            report.attempts = counts.reduce(0) { sum, count in
                let (total, overflow) = sum.addingReportingOverflow(max(0, count))
                return overflow ? .max : total
            }
        }
        let times = deaths.compactMap { $0["time"].flatMap(DeathRecord.time) }
        report.firstFailed = times.min()
        report.lastFailed = times.max()
        for death in deaths.prefix(most) { report.add("died", line(death)) }
        for name in ["first", "last"] {
            report.add("\(name) death's queue", record.text("x-\(name)-death-queue"))
            report.add("\(name) death's exchange", record.text("x-\(name)-death-exchange"))
        }
        // What cannot be read is still shown.
        if deaths.isEmpty { report.add("x-death", record.raw("x-death")) }
        return report
    }

    /// `rejected in orders, 3 times, first at 2026-…, from exchange shop by order.new`
    private static func line(_ death: JSON) -> String {
        func text(_ name: String) -> String? { death[name].flatMap(DeathRecord.text).flatMap { $0.isEmpty ? nil : $0 } }
        var line = "\(text("reason") ?? "?") in \(text("queue") ?? "?")"
        if let count = death["count"].flatMap(DeathRecord.integer) { line += ", \(count) time\(count == 1 ? "" : "s")" }
        if let time = death["time"].flatMap(DeathRecord.time) { line += ", first at \(time.rfc3339())" }
        if let exchange = text("exchange") { line += ", from exchange \(exchange)" }
        let keys = death["routing-keys"]?.array?.compactMap(DeathRecord.text) ?? []
        if !keys.isEmpty { line += " by \(keys.joined(separator: ", "))" }
        if let expiration = text("original-expiration") { line += ", expiration \(expiration) ms" }
        return line
    }
}
