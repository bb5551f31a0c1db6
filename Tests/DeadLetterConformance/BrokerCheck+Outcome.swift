import EventModel

extension BrokerCheck {
    func tellsFates(_ outcome: ConsumerOutcome) async throws {
        let letters = try await die(3)
        let sent = sentLetters(letters, try await redrive(letters, "a"))
        try require(
            try await broker.fates(sent).allSatisfy { $0 == .running || $0 == .unknown },
            "what waits is running"
        )
        try await fixture.advance(by: .seconds(1))
        try await fixture.consume(at: fixture.source, outcome)
        let fates = try await broker.fates(sent)
        try require(fates.count == 3, "there is an answer for each")
        let dead = Set(try await held().map(\.id))
        for fate in fates {
            switch (outcome, fate) {
            case (.working, .running), (.completed, .completed): break
            case (.failed, .diedAgain(let id)): try require(dead.contains(id), "what died again is named by its id")
            // Not every broker can tell.
            case (_, .unknown): try require(!broker.traits.isTransactional, "a broker with one database can tell")
            default: throw ConformanceFailure("after \(outcome) it is not \(fate)")
            }
        }
        try require(try await broker.fates([]).isEmpty, "no letters, no answers")
        if outcome == .failed {
            try require(Set(fates).count == 3, "each has its own new death")
            _ = try await broker.delete(Array(dead), from: queue, for: "b")
            let later = try await broker.fates(sent)
            try require(!later.contains(.completed), "what died again and was removed then has not completed")
        }
    }

    func addsWithoutLoss() async throws {
        let died = fixture.now - .seconds(100)
        func attempt(_ n: Int, _ life: Int) -> DeadLetter.Attempt {
            DeadLetter.Attempt(
                number: n,
                at: died - .seconds(1_000 * (3 - life) - n),
                error: ErrorInfo(
                    type: "E\(life)",
                    message: "\"quoted\" \\ \u{1} é",
                    stack: n == 1 ? "a.swift:1\nb" : nil
                ),
                requestID: n == 2 ? nil : "request-\(n)"
            )
        }
        let lives = (0..<2).map { life in
            DeadLetter.Life(
                generation: life,
                died: died - .seconds(1_000 * (2 - life)),
                reason: "RetriesExhausted",
                error: life == 0 ? nil : ErrorInfo(type: "Once", message: "x"),
                attempts: (1...3).map { attempt($0, life) },
                task: "task-\(life)",
                actor: "ada",
                redriven: died - .seconds(900 * (2 - life))
            )
        }
        let full = DeadLetter(
            id: "full",
            queue: queue,
            source: fixture.source,
            eventType: "OrderCreated",
            correlationID: "flow",
            reason: "MaximumRetryAttempts",
            error: ErrorInfo(type: "Down", message: "no answer", stack: "one\ntwo"),
            attempts: (1...30).map { attempt($0, 2) },
            receiveCount: 30,
            generation: 2,
            firstFailed: attempt(1, 2).at,
            died: died,
            expires: fixture.now + .seconds(5_000),
            attributes: ["": "empty", "k": "v\n\"\u{7}", "é": "漢"],
            body: [0, 0xFF, 0x22],
            version: "42",
            history: lives
        )
        let bare = DeadLetter(
            id: "bare",
            queue: queue,
            source: fixture.source,
            reason: "SentDirectly",
            died: died + .seconds(1),
            expires: fixture.now + .seconds(5_000),
            body: []
        )
        try require(try await broker.add([full, bare], to: queue) == ["full", "bare"], "what is put in is answered")
        let held = try await held()
        try require(held == [full, bare], "every member of a letter is kept: \(held)")
        try require(try await fixture.broker.letters(["full"], in: queue) == [full], "and found by its id")
    }

    func addsEachOnce() async throws {
        let letters = try await die(2)
        var changed = letters[0]
        changed.body = [1]
        var fresh = letters[1]
        fresh.id = "fresh"
        fresh.queue = "another-queue"
        let added = try await broker.add([changed, fresh, fresh], to: queue)
        try require(added == ["fresh"], "a letter whose id is taken is left out")
        let held = try await held()
        try require(Set(held.map(\.id)) == ["fresh", letters[0].id, letters[1].id], "the new one is in")
        try require(held.first { $0.id == letters[0].id } == letters[0], "and the old one is as it was")
        try require(held.allSatisfy { $0.queue == queue }, "all are in the queue that was named")
        try require(try await depth() == 3, "and count")
    }
}
