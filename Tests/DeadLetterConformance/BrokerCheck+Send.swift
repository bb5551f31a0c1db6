import EventModel

extension BrokerCheck {
    func sendsThenRemoves() async throws {
        let letters = try await die(3)
        try require(try await redrive(Array(letters[..<2]), "a").count == 2, "what is claimed is sent")
        try require(try await fixture.arrived(at: fixture.source).count == 2, "each arrives where it came from")
        try require(try await held().map(\.id) == [letters[2].id], "what was sent is gone, the rest stays")
        try require(try await depth() == 1, "and the depth says so")
    }

    func sendsInTurn() async throws {
        let letters = try await die(12)
        let own = try await claim(letters, "a")
        var calls: [Task<[SendResult], any Error>] = []
        for start in stride(from: 0, to: own.count, by: 2) {
            calls.append(await broker.begin(orders(Array(own[start..<(start + 2)]), "a"), from: queue))
        }
        for call in calls { try require(try await call.value.count == 2, "there is an answer for each order") }
        let buried = try await broker.buried("a", after: nil, limit: 20).map(\.letter.id)
        try require(buried == own, "what is begun first is sent first, not \(buried)")
    }

    func sendsOnceOnly() async throws {
        let letters = try await die(1)
        try await redrive(letters, "a")
        let again = try await broker.send(orders(letters.map(\.id), "a"), from: queue)
        guard case .skipped = again.first else {
            throw ConformanceFailure("a message that is gone is skipped, not \(again)")
        }
        guard broker.traits.isTransactional else { return }
        let doubled = try await die(1)
        let own = try await claim(doubled, "b")
        let twice = try await broker.send(orders(own + own, "b"), from: queue)
        try require(twice.count == 2, "there is an answer for each order")
        guard case .skipped = twice[1] else {
            throw ConformanceFailure("the second order for one message is skipped, not \(twice[1])")
        }
        try require(try await fixture.arrived(at: fixture.source).count == 2, "two messages arrive once each")
    }

    func sendsElsewhere() async throws {
        let letters = try await die(2)
        try await redrive(letters, "a", to: fixture.other)
        try require(try await fixture.arrived(at: fixture.source).isEmpty, "nothing returns to the source")
        try require(try await fixture.arrived(at: fixture.other).count == 2, "all arrive where they were sent")
    }

    func sendsNothingUnclaimed() async throws {
        let letters = try await die(1)
        let results = try await broker.send(orders(letters.map(\.id), "a"), from: queue)
        guard case .skipped = results.first else {
            throw ConformanceFailure("an unclaimed message is skipped, not \(results)")
        }
        try require(try await fixture.arrived(at: fixture.source).isEmpty, "and not sent")
        try require(try await depth() == 1, "and stays")
        try require(try await broker.buried("a", after: nil, limit: 9).isEmpty, "and is not buried")
    }

    func keepsWhatItCanNotSend() async throws {
        let letters = try await die(2)
        let ids = try await claim(letters, "a")
        let results = try? await broker.send(orders(ids, "a", to: .init(.queue, "no-such-queue")), from: queue)
        for result in results ?? [] {
            guard case .failed = result else {
                throw ConformanceFailure("what can not be sent has failed, not \(result)")
            }
        }
        try require(try await held().map(\.id) == letters.map(\.id), "what can not be sent stays")
    }

    func sendsAnEditedMessage() async throws {
        let letters = try await die(2)
        var edited = orders(try await claim(letters, "a"), "a")
        edited[0].edit = RedriveOrder.Edit(body: Array("{\"number\":99}".utf8), attributes: ["by": "hand"])
        try await send(edited)
        let bodies = try await fixture.arrived(at: fixture.source)
        try require(
            bodies.count == 2 && bodies.contains(Array("{\"number\":99}".utf8)) && bodies.contains(letters[1].body),
            "the edited message arrives as edited, the other as it was"
        )
        let buried = try await broker.buried("a", after: nil, limit: 9).first { $0.letter.id == letters[0].id }
        try require(buried?.letter.body == letters[0].body, "the original is in the graveyard")
    }

    func countsGenerationsAndKeepsHistory() async throws {
        let letters = try await add(3)
        try await redrive(letters, "first")
        try await fixture.advance(by: .seconds(1))
        try await fixture.consume(at: fixture.source, .failed)
        let again = try await held()
        try require(again.count == 3 && again.allSatisfy { $0.generation == 1 }, "a second death has generation 1")
        try await redrive(again, "second")
        try await fixture.advance(by: .seconds(1))
        try await fixture.consume(at: fixture.source, .failed)
        for letter in try await held() {
            try require(letter.generation == 2, "a third has generation 2")
            try require(letter.history.map(\.task) == ["first", "second"], "each life names the task that ended it")
            try require(letter.history.map(\.generation) == [0, 1], "oldest first")
            let first = letters.first { $0.correlationID == letter.correlationID }
            try require(
                letter.history.first?.died == first?.died && letter.history.first?.error == first?.error
                    && letter.history.first?.reason == first?.reason,
                "and says when it died, and of what"
            )
        }
    }

    func knowsWhatItSent() async throws {
        let letters = try await die(3)
        let sent = try await redrive(Array(letters[..<2]), "a")
        let known = try await broker.sent(letters.map { "key-\($0.id)" })
        let expected = Dictionary(uniqueKeysWithValues: sent.map { ("key-\($0)", $1) })
        if broker.traits.isTransactional {
            try require(known == expected, "all redrives are known by their keys")
            let numbers = try await broker.buried("a", after: nil, limit: 9).map(\.number)
            _ = try await broker.restore(numbers, of: "a")
            try require(try await broker.sent(Array(expected.keys)).isEmpty, "what was taken back was not sent")
        } else {
            try require(known.allSatisfy { expected[$0] == $1 }, "what is known of redrives is right")
        }
        try require(try await broker.sent([]).isEmpty, "no keys, no answers")
    }

    func keepsBodiesByteForByte() async throws {
        let body = Array("{ \"b\": 1.0e2,  \"a\":\"\\u00e9 é 漢 👍\" , \"a\": null }\n".utf8)
        try await fixture.die([body])
        let letters = try await broker.peek(queue, after: nil, limit: 1)
        try require(letters.first?.body == body, "peek shows the body byte for byte")
        try await redrive(letters, "a")
        try require(try await fixture.arrived(at: fixture.source) == [body], "and it is sent byte for byte")
    }

    func keepsOddBodies() async throws {
        let bodies: [[UInt8]] = [
            [], [0], [0xFF, 0xFE, 0x00, 0x80, 0xC3], Array(0...255), Array("\u{1B}[2J\u{1B}]0;title\u{7}\r\n".utf8),
            (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) },
        ]
        let letters = bodies.enumerated().map { i, body in
            DeadLetter(
                id: "odd-\(i)",
                queue: queue,
                source: fixture.source,
                reason: "r",
                died: fixture.now - .seconds(10 - i),
                body: body
            )
        }
        _ = try await broker.add(letters, to: queue)
        let held = try await held()
        try require(held.map(\.body) == bodies, "any bytes are kept")
        _ = try await broker.delete(held.map(\.id), from: queue, for: "away")
        let away = try await broker.buried("away", after: nil, limit: 9)
        try require(away.map(\.letter.body) == bodies, "and buried")
        _ = try await broker.restore(away.map(\.number), of: "away")
        try require(try await self.held() == held, "and restored")
        try await redrive(held, "a")
        let arrived = try await fixture.arrived(at: fixture.source)
        try require(arrived.count == bodies.count && Set(arrived) == Set(bodies), "and sent, byte for byte")
    }
}
