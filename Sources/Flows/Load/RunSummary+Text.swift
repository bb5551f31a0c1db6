extension RunSummary {
    /// The summary for a person, without a line end at its end.
    package var text: String {
        var lines = [
            "\(total.started) flows started: \(total.completed) completed, \(total.dead) dead, \(total.inFlight) in flight"
                + " (\(tenths(seconds)) s, seed \(seed))"
        ]
        if !total.addUp { lines.append("the accounts do not add up: started is not completed + dead + in flight") }
        if forgotten > 0 {
            lines.append("flows       \(forgotten) finished long ago, counted only: their ids are not kept")
        }
        lines.append(
            "events      \(events.published) published, \(events.matched) matched, \(events.unmatched) unmatched"
                + (events.rejected > 0 ? ", \(events.rejected) rejected by their contract" : "")
        )
        lines.append(
            "deliveries  \(deliveries.attempted) attempted, \(deliveries.succeeded) succeeded, "
                + "\(deliveries.retried) retried, \(deliveries.dead) dead"
        )
        if let topics {
            lines.append(
                "topics      \(topics.published) published, \(topics.fannedOut) fanned out, "
                    + "\(topics.filteredOut) filtered out"
            )
        }
        if let streams {
            lines.append(
                "streams     \(streams.put) put, \(streams.discarded) discarded, \(streams.trimmed) trimmed"
                    + (streams.unread > 0 ? " (\(streams.unread) unread)" : "")
            )
        }
        if let objects {
            let open = objects.pending > 0 ? ", \(objects.pending) to be replicated" : ""
            let failed = objects.failed > 0 ? ", \(objects.failed) not replicated: given up" : ""
            lines.append(
                "objects     \(objects.put) put, \(objects.deleted) deleted, \(objects.replicated) replicated\(open)\(failed), "
                    + "\(objects.moved) moved, \(objects.expired) expired, \(objects.removed) removed"
            )
        }
        if let gateway { lines.append("gateway     \(gateway.text)") }
        lines += table(
            ["flow", "started", "completed", "dead", "in flight"],
            flows.map {
                [$0.name]
                    + [$0.counts.started, $0.counts.completed, $0.counts.dead, $0.counts.inFlight].map(String.init)
            }
        )
        lines += table(
            ["queue", "depth", "in flight"],
            queues.map { [$0.queue, String($0.depth), String($0.inFlight)] }
        )
        return lines.joined(separator: "\n")
    }

    private func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// Names to the left, numbers to the right.
    private func table(_ head: [String], _ rows: [[String]]) -> [String] {
        if rows.isEmpty { return [] }
        let all = [head] + rows
        let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return [""]
            + all.map { row in
                row.enumerated().map { column, text in
                    let space = String(repeating: " ", count: widths[column] - text.count)
                    return column == 0 ? text + space : space + text
                }.joined(separator: "  ")
            }
    }
}
