package import EventModel

extension RunSummary {
    /// The object that `pipeline run -o json` prints.
    package var json: JSON {
        var members = [
            // A seed may be beyond a double's integers, and readers of JSON may not be.
            JSON.Member("seed", seed <= 1 << 53 ? .int(Int(seed)) : .string(String(seed))),
            JSON.Member("seconds", .double((seconds * 1_000).rounded() / 1_000)),
        ]
        members += total.members
        if forgotten > 0 { members.append(JSON.Member("forgotten", .int(forgotten))) }
        members.append(
            JSON.Member(
                "events",
                [
                    "published": .int(events.published), "matched": .int(events.matched),
                    "unmatched": .int(events.unmatched), "rejected": .int(events.rejected),
                ]
            )
        )
        members.append(
            JSON.Member(
                "deliveries",
                [
                    "attempted": .int(deliveries.attempted), "succeeded": .int(deliveries.succeeded),
                    "retried": .int(deliveries.retried), "dead": .int(deliveries.dead),
                ]
            )
        )
        if let topics {
            let counts: JSON = [
                "published": .int(topics.published), "fanned_out": .int(topics.fannedOut),
                "filtered_out": .int(topics.filteredOut),
            ]
            members.append(JSON.Member("topics", counts))
        }
        if let streams {
            let counts: JSON = [
                "put": .int(streams.put), "trimmed": .int(streams.trimmed), "unread": .int(streams.unread),
                "discarded": .int(streams.discarded),
            ]
            members.append(JSON.Member("streams", counts))
        }
        if let objects {
            let counts: JSON = [
                "put": .int(objects.put), "deleted": .int(objects.deleted), "replicated": .int(objects.replicated),
                "replications_pending": .int(objects.pending), "replications_failed": .int(objects.failed),
                "moved": .int(objects.moved), "expired": .int(objects.expired), "removed": .int(objects.removed),
            ]
            members.append(JSON.Member("objects", counts))
        }
        if let gateway { members.append(JSON.Member("gateway", gateway.json)) }
        members.append(
            JSON.Member(
                "flows",
                .array(
                    flows.map { .object(JSON.Object([JSON.Member("name", .string($0.name))] + $0.counts.members)) }
                )
            )
        )
        members.append(
            JSON.Member(
                "queues",
                .array(
                    queues.map {
                        ["queue": .string($0.queue), "depth": .int($0.depth), "in_flight": .int($0.inFlight)]
                    }
                )
            )
        )
        return .object(JSON.Object(members))
    }
}

extension RunSummary.Counts {
    fileprivate var members: [JSON.Member] {
        [
            JSON.Member("started", .int(started)), JSON.Member("completed", .int(completed)),
            JSON.Member("dead", .int(dead)), JSON.Member("in_flight", .int(inFlight)),
        ]
    }
}
