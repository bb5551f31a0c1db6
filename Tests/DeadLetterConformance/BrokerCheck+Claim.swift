import EventModel

extension BrokerCheck {
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
        try require(try await broker.letters([letters[0].id], in: queue)[0].lockedBy == nil, "then nobody has it")
        try require(try await claim(letters, "b") == letters.map(\.id), "a lock that has ended is free")
        let late = try await broker.send(orders(letters.map(\.id), "a"), from: queue)
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
        try await broker.release("no-such-task", in: queue)
    }

    func prolongsItsOwnClaims() async throws {
        let letters = try await die(3)
        _ = try await claim(Array(letters[..<2]), "a")
        _ = try await claim(Array(letters[2...]), "b")
        try await fixture.advance(by: .seconds(50))
        try await broker.prolong("a", in: queue, until: fixture.now + .seconds(60))
        try await broker.prolong("no-such-task", in: queue, until: fixture.now + .seconds(60))
        try await fixture.advance(by: .seconds(50))
        try require(
            try await claim(letters, "c") == [letters[2].id],
            "all of a task's locks last longer, and nobody else's"
        )
        try require(try await send(orders(letters[..<2].map(\.id), "a")).count == 2, "and are still good to send by")
    }

    func givesEachMessageToOneOfTwoTasks() async throws {
        let letters = try await die(30)
        let sent = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in ["a", "b"] {
                group.addTask {
                    var sent = 0
                    for letter in task == "a" ? letters : letters.reversed() {
                        sent += try await redrive([letter], task).count
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
