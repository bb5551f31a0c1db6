import EventModel

extension BrokerCheck {
    func describesItsQueues() async throws {
        try require(broker.traits.batch > 0, "a call takes at least one message")
        let before = try await broker.queues()
        guard let empty = before.first(where: { $0.name == queue }) else {
            throw ConformanceFailure("the queue is not listed")
        }
        try require(
            empty.depth == 0 && empty.oldest == nil,
            "an empty queue is listed with depth 0 and no oldest message"
        )
        try require(before.map(\.name) == before.map(\.name).sorted(), "queues are listed by name")
        let letters = try await die(3)
        let full = try await broker.queues().first { $0.name == queue }
        try require(full?.depth == 3, "the depth is what can be peeked")
        try require(full?.oldest == letters[0].died, "the oldest is the first that died")
        try require(full?.expires == letters.compactMap(\.expires).min(), "and the queue says what expires first")
    }

    func peeksInOrderWithoutConsuming() async throws {
        let letters = try await die(25)
        let bodies = letters.map { String(decoding: $0.body, as: UTF8.self) }
        try require(bodies == (0..<25).map { "{\"number\":\($0)}" }, "messages come in the order they died")
        try require(
            letters.allSatisfy { $0.queue == queue && $0.source == fixture.source },
            "each names its queue and its source"
        )
        var paged: [DeadLetter] = []
        while true {
            let page = try await broker.peek(queue, after: paged.last, limit: 7)
            if page.isEmpty { break }
            try require(page.count <= 7 && paged.count <= 25, "a page is not longer than its limit, and pages end")
            paged += page
        }
        try require(paged == letters, "pages together are what one look shows, unchanged by looking")
        try require(try await broker.peek(queue, after: nil, limit: 0).isEmpty, "a limit of 0 shows nothing")
        try require(try await broker.peek(queue, after: nil, limit: -1).isEmpty, "and so does one below")
    }

    func peeksOnAfterAMessageThatIsGone() async throws {
        let letters = try await die(6)
        _ = try await broker.delete([letters[2].id], from: queue, for: "task")
        let rest = try await broker.peek(queue, after: letters[2], limit: 10)
        try require(
            rest.map(\.id) == letters[3...].map(\.id),
            "a look goes on after a message that has been removed meanwhile"
        )
    }

    func refusesUnknownQueues() async throws {
        let none = "no-such-queue"
        let until = fixture.now + .seconds(60)
        let letter = DeadLetter(id: "x", queue: none, source: fixture.source, reason: "r", died: fixture.now, body: [1])
        let refusals = [
            "peek": await refusal { _ = try await broker.peek(none, after: nil, limit: 1) },
            "outlines": await refusal { _ = try await broker.outlines(DeadLetterRequest(queue: none, limit: 1)) },
            "letters": await refusal { _ = try await broker.letters(["x"], in: none) },
            "claim": await refusal { _ = try await broker.claim(["x"], in: none, for: "a", until: until) },
            "send": await refusal { _ = try await broker.send(orders(["x"], "a"), from: none) },
            "delete": await refusal { _ = try await broker.delete(["x"], from: none, for: "a") },
            "add": await refusal { _ = try await broker.add([letter], to: none) },
        ]
        for (method, code) in refusals {
            try require(code == .noSuchQueue, "\(method) refuses an unknown queue as noSuchQueue")
        }
        if try await broker.groups(queue) != nil {
            let code = await refusal { _ = try await broker.groups(none) }
            try require(code == .noSuchQueue, "groups refuses an unknown queue as noSuchQueue")
        }
    }

    /// All messages of a request, three at a time.
    private func paged(group: String? = nil, _ order: DeadLetterRequest.Order) async throws -> [DeadLetter] {
        var all: [DeadLetter] = []
        var after: DeadLetterCursor?
        while true {
            let request = DeadLetterRequest(queue: queue, group: group, order: order, after: after, limit: 3)
            let page = try await broker.peek(request)
            let outlines = try await broker.outlines(request)
            try require(
                outlines == page.map(DeadLetterOutline.init),
                "outlines say what peek says, \(order) \(group ?? "")"
            )
            guard let last = page.last else { return all }
            try require(page.count <= 3 && all.count <= 1_000, "pages are not longer than asked for, and end")
            all += page
            after = DeadLetterCursor(at: order == .died ? last.died : last.expires ?? .distantFuture, id: last.id)
        }
    }

    func peeksInTheOrderOfExpiry() async throws {
        let letters = try await add(20)
        let expected = letters.sorted { ($0.expires ?? .distantFuture, $0.id) < ($1.expires ?? .distantFuture, $1.id) }
        try require(try await paged(.expires).map(\.id) == expected.map(\.id), "the soonest to expire comes first")
        try require(try await paged(.died).map(\.id) == letters.map(\.id), "and by death the first that died")
    }

    func tellsMessagesOfOneInstantApart() async throws {
        var letters = try await add(0)
        for i in 0..<10 {
            letters.append(
                DeadLetter(
                    id: "twin-\(i)",
                    queue: queue,
                    source: fixture.source,
                    reason: "Same",
                    died: fixture.now - .seconds(1),
                    expires: fixture.now + .seconds(1_000),
                    body: [UInt8(i)]
                )
            )
        }
        _ = try await broker.add(letters.reversed(), to: queue)
        for order in DeadLetterRequest.Order.allCases {
            try require(try await paged(order).map(\.id) == letters.map(\.id), "ids decide among equals, by \(order)")
        }
    }

    func outlinesWhatItPeeks() async throws {
        var letters = try await add(9)
        letters[0].id = "large"
        letters[0].body = Array(repeating: 0x7A, count: 100_000)
        _ = try await broker.add([letters[0]], to: queue)
        _ = try await broker.claim([letters[3].id], in: queue, for: "task", until: fixture.now + .seconds(60))
        for order in DeadLetterRequest.Order.allCases {
            try require(try await paged(order).count == 10, "every message has an outline, by \(order)")
        }
        let outlines = try await broker.outlines(DeadLetterRequest(queue: queue, limit: 100))
        try require(outlines.first { $0.id == "large" }?.bytes == 100_000, "an outline tells the size of the body")
        try require(outlines.first { $0.id == letters[3].id }?.lockedBy == "task", "and who has locked it")
        try require(try await broker.outlines(DeadLetterRequest(queue: queue, limit: 0)).isEmpty, "0 shows nothing")
    }

    func peeksOneGroupOnly() async throws {
        let letters = try await add(20)
        for group in Set(letters.map { Fingerprint($0).id }) {
            let its = letters.filter { Fingerprint($0).id == group }
            try require(try await paged(group: group, .died).map(\.id) == its.map(\.id), "a group by death")
            let sorted = its.sorted { ($0.expires ?? .distantFuture, $0.id) < ($1.expires ?? .distantFuture, $1.id) }
            try require(try await paged(group: group, .expires).map(\.id) == sorted.map(\.id), "a group by expiry")
        }
        try require(try await paged(group: "no-such-group", .died).isEmpty, "an unknown group is empty")
    }

    func groupsWhatItHolds() async throws {
        guard let empty = try await broker.groups(queue) else { return }
        try require(empty.isEmpty, "an empty queue has no groups")
        let letters = try await add(20)
        let groups = try await broker.groups(queue) ?? []
        let expected = Dictionary(grouping: letters) { Fingerprint($0).id }
        try require(Set(groups.map(\.fingerprint)) == Set(expected.keys), "there is a group for each cause")
        try require(groups.map(\.count) == groups.map(\.count).sorted(by: >), "most messages come first")
        for group in groups {
            let its = expected[group.fingerprint] ?? []
            try require(group.count == its.count, "a group counts its messages")
            try require(group.first == its.first?.died && group.last == its.last?.died, "and says when they died")
            try require(group.error == its.last.map { Fingerprint($0).error }, "and what of")
            try require(group.trend.reduce(0, +) == group.count, "its trend is of all its messages")
            try require(group.trend.count <= 24, "in 24 buckets at most")
        }
        _ = try await broker.delete(letters.map(\.id).filter { $0 != letters[0].id }, from: queue, for: "task")
        let left = try await broker.groups(queue)?.map(\.count)
        try require(left == [1], "what is gone is not counted")
    }

    func findsMessagesByTheirIDs() async throws {
        let letters = try await die(5)
        let found = try await broker.letters([letters[3].id, "no-such-id", letters[0].id], in: queue)
        try require(
            found == [letters[3], letters[0]],
            "messages come in the order of the ids, without those that are gone"
        )
        try require(try await broker.letters([], in: queue).isEmpty, "no ids, no messages")
    }
}

extension Timestamp {
    /// Later than all that happens.
    static let distantFuture = Timestamp(nanoseconds: .max)
}
