package import EventModel
package import Pipeline

/// What a gateway did in a run.
package struct GatewayReport: Hashable, Sendable {
    /// Where it listened: `127.0.0.1:8080`.
    package var address: String
    package var counts: GatewayCounts

    package init(address: String, counts: GatewayCounts) {
        self.address = address
        self.counts = counts
    }

    /// As `pipeline run -o json` has it.
    package var json: JSON {
        func counted<Key: Comparable & CustomStringConvertible>(_ numbers: [Key: Int]) -> JSON {
            .object(
                JSON.Object(numbers.sorted { $0.key < $1.key }.map { JSON.Member("\($0.key)", .int($0.value)) })
            )
        }
        return [
            "address": .string(address), "requests": .int(counts.requests), "by_status": counted(counts.byStatus),
            "by_route": counted(counts.byRoute), "most_in_flight": .int(counts.mostInFlight),
            "connections": .int(counts.connections), "connections_refused": .int(counts.connectionsRefused),
            "slow": .int(counts.slow), "aborted": .int(counts.aborted),
        ]
    }

    /// `84 requests on 127.0.0.1:8080: 60 × 202, 24 × 403`.
    package var text: String {
        let statuses = counts.byStatus.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        var text = "\(counts.requests) requests on \(address)"
        if !statuses.isEmpty { text += ": " + statuses.joined(separator: ", ") }
        if counts.connectionsRefused > 0 { text += "; \(counts.connectionsRefused) connections too many" }
        if counts.slow > 0 { text += "; \(counts.slow) too slow" }
        if counts.aborted > 0 { text += "; \(counts.aborted) aborted" }
        return text
    }
}
