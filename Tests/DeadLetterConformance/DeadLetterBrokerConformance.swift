import EventModel

/// What every ``DeadLetterBroker`` must do, rule by rule. Each check needs a fixture of its own and throws
/// ``ConformanceFailure`` where the broker differs:
///
///     @Test(arguments: DeadLetterBrokerConformance.allCases)
///     func conforms(_ rule: DeadLetterBrokerConformance) async throws { try await rule.check(makeFixture()) }
package enum DeadLetterBrokerConformance: String, CaseIterable, Sendable {
    case describesItsQueues, peeksInOrderWithoutConsuming, peeksOnAfterAMessageThatIsGone, refusesUnknownQueues
    case checksDestinations, claimsForOneTaskOnly, endsClaimsInTime, releasesOnlyItsOwn
    case sendsThenRemoves, sendsOnceOnly, sendsElsewhere, sendsNothingUnclaimed, keepsWhatItCanNotSend
    case deletesOnlyWhatIsFree, keepsBodiesByteForByte, givesEachMessageToOneOfTwoTasks

    package func check(_ fixture: some DeadLetterBrokerFixture) async throws {
        let check = Check(fixture: fixture)
        switch self {
        case .describesItsQueues: try await check.describesItsQueues()
        case .peeksInOrderWithoutConsuming: try await check.peeksInOrderWithoutConsuming()
        case .peeksOnAfterAMessageThatIsGone: try await check.peeksOnAfterAMessageThatIsGone()
        case .refusesUnknownQueues: try await check.refusesUnknownQueues()
        case .checksDestinations: try await check.checksDestinations()
        case .claimsForOneTaskOnly: try await check.claimsForOneTaskOnly()
        case .endsClaimsInTime: try await check.endsClaimsInTime()
        case .releasesOnlyItsOwn: try await check.releasesOnlyItsOwn()
        case .sendsThenRemoves: try await check.sendsThenRemoves()
        case .sendsOnceOnly: try await check.sendsOnceOnly()
        case .sendsElsewhere: try await check.sendsElsewhere()
        case .sendsNothingUnclaimed: try await check.sendsNothingUnclaimed()
        case .keepsWhatItCanNotSend: try await check.keepsWhatItCanNotSend()
        case .deletesOnlyWhatIsFree: try await check.deletesOnlyWhatIsFree()
        case .keepsBodiesByteForByte: try await check.keepsBodiesByteForByte()
        case .givesEachMessageToOneOfTwoTasks: try await check.givesEachMessageToOneOfTwoTasks()
        }
    }
}

private struct Check<Fixture: DeadLetterBrokerFixture> {
    let fixture: Fixture
    var broker: any DeadLetterBroker { fixture.broker }
    var queue: String { fixture.queue }

    private func require(_ condition: Bool, _ rule: @autoclosure () -> String) throws {
        if !condition { throw ConformanceFailure(rule()) }
    }

    /// Makes `n` messages die and answers them in order.
    private func die(_ n: Int) async throws -> [DeadLetter] {
        try await fixture.die((0..<n).map { Array("{\"number\":\($0)}".utf8) })
        let letters = try await broker.peek(queue, after: nil, limit: n + 10)
        try require(letters.count == n, "\(n) messages died, peek shows \(letters.count)")
        return letters
    }

    private func claim(_ letters: [DeadLetter], _ task: String) async throws -> [String] {
        try await broker.claim(letters.map(\.id), in: queue, for: task, until: fixture.now + .seconds(60))
    }

    private func orders(_ ids: [String], _ task: String, to destination: DeadLetter.Destination? = nil)
        -> [RedriveOrder]
    {
        ids.map { RedriveOrder(id: $0, destination: destination, task: task, key: "key-\($0)") }
    }

    private func depth() async throws -> Int {
        try await broker.queues().first { $0.name == queue }?.depth ?? -1
    }

    private func refusal(_ body: () async throws -> Void) async -> DeadLetterError.Code? {
        do {
            try await body()
            return nil
        } catch { return (error as? DeadLetterError)?.code }
    }

    func describesItsQueues() async throws {
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
        let code = await refusal { _ = try await broker.peek("no-such-queue", after: nil, limit: 1) }
        try require(code == .noSuchQueue, "an unknown queue is refused as noSuchQueue")
    }

    func checksDestinations() async throws {
        try await broker.check(fixture.source)
        try await broker.check(fixture.other)
        for kind in DeadLetter.Destination.Kind.allCases {
            let code = await refusal { try await broker.check(.init(kind, "no-such/destination")) }
            try require(code == .noSuchDestination, "an unknown \(kind) is refused as noSuchDestination")
        }
    }

    func claimsForOneTaskOnly() async throws {
        let letters = try await die(4)
        let first = try await claim(Array(letters[0..<2]), "a")
        try require(Set(first) == Set(letters[0..<2].map(\.id)), "free messages can be claimed")
        let second = try await claim(letters, "b")
        try require(Set(second) == Set(letters[2...].map(\.id)), "a claimed message is not given to another task")
        try require(try await claim(Array(letters[0..<1]), "a") == [letters[0].id], "a task can claim its own again")
        let owners = try await broker.peek(queue, after: nil, limit: 9).map(\.lockedBy)
        try require(owners == ["a", "a", "b", "b"], "peek names the task that holds a lock")
        let unknown = try await broker.claim(["no-such-id"], in: queue, for: "a", until: fixture.now + .seconds(9))
        try require(unknown.isEmpty, "what is not there can not be claimed")
    }

    func endsClaimsInTime() async throws {
        let letters = try await die(1)
        _ = try await claim(letters, "a")
        try await fixture.advance(by: .seconds(59))
        try require(try await claim(letters, "b").isEmpty, "a lock holds until its end")
        try await fixture.advance(by: .seconds(2))
        try require(try await claim(letters, "b") == letters.map(\.id), "a lock that has ended is free")
        let late = try await broker.redrive(orders(letters.map(\.id), "a"), from: queue)
        guard case .skipped = late.first else {
            throw ConformanceFailure("whose lock another task has now is skipped, not \(late)")
        }
        try require(try await fixture.arrived(at: fixture.source).isEmpty, "and nothing is sent")
    }

    func releasesOnlyItsOwn() async throws {
        let letters = try await die(2)
        _ = try await claim(Array(letters[..<1]), "a")
        _ = try await claim(Array(letters[1...]), "b")
        try await broker.release("a", in: queue)
        try require(try await claim(letters, "c") == [letters[0].id], "a task gives up its own locks and no others")
        try require(try await depth() == 2, "and the messages stay")
    }

    func sendsThenRemoves() async throws {
        let letters = try await die(3)
        let ids = try await claim(Array(letters[..<2]), "a")
        let results = try await broker.redrive(orders(ids, "a"), from: queue)
        try require(results.count == 2, "there is an answer for each order")
        for result in results {
            guard case .sent = result else { throw ConformanceFailure("a claimed message is sent, not \(result)") }
        }
        try require(try await fixture.arrived(at: fixture.source).count == 2, "each arrives where it came from")
        try require(
            try await broker.peek(queue, after: nil, limit: 9).map(\.id) == [letters[2].id],
            "what was sent is gone, the rest stays"
        )
        try require(try await depth() == 1, "and the depth says so")
    }

    func sendsOnceOnly() async throws {
        let letters = try await die(1)
        let ids = try await claim(letters, "a")
        _ = try await broker.redrive(orders(ids, "a"), from: queue)
        let again = try await broker.redrive(orders(ids, "a"), from: queue)
        guard case .skipped = again.first else {
            throw ConformanceFailure("a message that is gone is skipped, not \(again)")
        }
        let doubled = try await die(1)
        let own = try await claim(doubled, "b")
        let twice = try await broker.redrive(orders(own + own, "b"), from: queue)
        try require(twice.count == 2, "there is an answer for each order")
        guard case .skipped = twice[1] else {
            throw ConformanceFailure("the second order for one message is skipped, not \(twice[1])")
        }
        try require(try await fixture.arrived(at: fixture.source).count == 2, "two messages arrive once each")
    }

    func sendsElsewhere() async throws {
        let letters = try await die(2)
        let ids = try await claim(letters, "a")
        _ = try await broker.redrive(orders(ids, "a", to: fixture.other), from: queue)
        try require(try await fixture.arrived(at: fixture.source).isEmpty, "nothing returns to the source")
        try require(try await fixture.arrived(at: fixture.other).count == 2, "all arrive where they were sent")
    }

    func sendsNothingUnclaimed() async throws {
        let letters = try await die(1)
        let results = try await broker.redrive(orders(letters.map(\.id), "a"), from: queue)
        guard case .skipped = results.first else {
            throw ConformanceFailure("an unclaimed message is skipped, not \(results)")
        }
        try require(try await fixture.arrived(at: fixture.source).isEmpty, "and not sent")
        try require(try await depth() == 1, "and stays")
    }

    func keepsWhatItCanNotSend() async throws {
        let letters = try await die(2)
        let ids = try await claim(letters, "a")
        let results = try? await broker.redrive(orders(ids, "a", to: .init(.queue, "no-such-queue")), from: queue)
        for result in results ?? [] {
            guard case .failed = result else {
                throw ConformanceFailure("what can not be sent has failed, not \(result)")
            }
        }
        try require(
            try await broker.peek(queue, after: nil, limit: 9).map(\.id) == letters.map(\.id),
            "what can not be sent stays"
        )
    }

    func deletesOnlyWhatIsFree() async throws {
        let letters = try await die(3)
        _ = try await claim([letters[0]], "a")
        _ = try await claim([letters[1]], "b")
        let gone = try await broker.delete(letters.map(\.id) + ["no-such-id"], from: queue, for: "a")
        try require(
            Set(gone) == [letters[0].id, letters[2].id],
            "what is free or the task's own is removed, and answered"
        )
        try require(
            try await broker.peek(queue, after: nil, limit: 9).map(\.id) == [letters[1].id],
            "another task's message stays"
        )
    }

    func keepsBodiesByteForByte() async throws {
        let body = Array("{ \"b\": 1.0e2,  \"a\":\"\\u00e9 é 漢 👍\" , \"a\": null }\n".utf8)
        try await fixture.die([body])
        let letters = try await broker.peek(queue, after: nil, limit: 1)
        try require(letters.first?.body == body, "peek shows the body byte for byte")
        let ids = try await claim(letters, "a")
        _ = try await broker.redrive(orders(ids, "a"), from: queue)
        try require(try await fixture.arrived(at: fixture.source) == [body], "and it is sent byte for byte")
    }

    func givesEachMessageToOneOfTwoTasks() async throws {
        let letters = try await die(30)
        let sent = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in ["a", "b"] {
                group.addTask {
                    var sent = 0
                    for letter in task == "a" ? letters : letters.reversed() {
                        let mine = try await claim([letter], task)
                        let results = try await broker.redrive(orders(mine, task), from: queue)
                        for case .sent in results { sent += 1 }
                    }
                    return sent
                }
            }
            return try await group.reduce(0, +)
        }
        try require(sent == 30, "two tasks at once send \(sent) of 30")
        try require(try await fixture.arrived(at: fixture.source).count == 30, "and each arrives once")
        try require(try await depth() == 0, "and none is left")
    }
}
