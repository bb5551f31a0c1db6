import EventModel

extension BrokerCheck {
    func deletesOnlyWhatIsFree() async throws {
        let letters = try await die(3)
        _ = try await claim([letters[0]], "a")
        _ = try await claim([letters[1]], "b")
        let gone = try await broker.delete(letters.map(\.id) + ["no-such-id"], from: queue, for: "a")
        try require(
            Set(gone) == [letters[0].id, letters[2].id],
            "what is free or the task's own is removed, and answered"
        )
        try require(try await held().map(\.id) == [letters[1].id], "another task's message stays")
    }

    func buriesBeforeItSends() async throws {
        let letters = try await die(5)
        let ids = try await claim(letters, "a")
        let results = try await broker.send(orders(ids, "a"), from: queue)
        // Not removed yet where that is a step of its own: it is buried before it is sent.
        let buried = try await broker.buried("a", after: nil, limit: 9)
        try require(buried.map(\.letter.free) == letters.map(\.free), "what is sent is buried whole, in order")
        for (grave, result) in zip(buried, results) {
            let newID: String? =
                switch result {
                case .moved(let id), .sent(let id): id
                default: nil
                }
            try require(
                grave.act == .redrive && grave.task == "a" && !grave.isRestored && grave.buried == fixture.now,
                "and says by what and when"
            )
            try require(
                grave.sent?.newID == newID && grave.sent?.id == grave.letter.id
                    && grave.sent?.destination == fixture.source
                    && grave.sent?.generation == grave.letter.generation + 1,
                "and what became of it"
            )
        }
        if case .sent = results.first { _ = try await broker.delete(ids, from: queue, for: "a") }
        try require(try await broker.buried("a", after: nil, limit: 9).count == 5, "each once")
        let numbers = buried.map(\.number)
        try require(numbers == numbers.sorted() && Set(numbers).count == 5, "numbers rise")
        let second = try await broker.buried("a", after: numbers[1], limit: 2)
        try require(second.map(\.number) == Array(numbers[2...3]), "and it can be read on from any of them")
        try require(try await broker.buried("b", after: nil, limit: 9).isEmpty, "another task has buried nothing")
        try require(try await broker.buried("a", after: nil, limit: 0).isEmpty, "a limit of 0 shows nothing")
    }

    func buriesBeforeItDeletes() async throws {
        let letters = try await die(3)
        _ = try await broker.delete(letters.map(\.id), from: queue, for: "a")
        let buried = try await broker.buried("a", after: nil, limit: 9)
        try require(buried.map(\.letter) == letters, "what is removed is buried whole, in order")
        try require(buried.allSatisfy { $0.act == .delete && $0.sent == nil }, "and was not sent")
    }

    func restoresWhatNobodyHasReceived() async throws {
        let letters = try await add(4)
        let before = try await held()
        try await redrive(letters, "a")
        try await fixture.advance(by: .seconds(5))
        let buried = try await broker.buried("a", after: nil, limit: 9)
        let results = try await broker.restore(buried.map(\.number), of: "a")
        try require(
            results.allSatisfy { $0 == .restored } && results.count == 4,
            "all can be taken back, not \(results)"
        )
        try require(try await held() == before, "each is again where it died, as it was")
        try require(
            try await fixture.arrived(at: fixture.source).isEmpty,
            "and nothing of it is left where it was sent"
        )
        try require(
            try await broker.buried("a", after: nil, limit: 9).allSatisfy(\.isRestored),
            "and the graveyard says so"
        )
        try require(try await redrive(letters, "b").count == 4, "and it can be redriven again")
    }

    func restoresWhatWasDeleted() async throws {
        let letters = try await add(4)
        let before = try await held()
        _ = try await broker.delete(letters.map(\.id), from: queue, for: "a")
        let buried = try await broker.buried("a", after: nil, limit: 9)
        let results = try await broker.restore(buried.map(\.number), of: "a")
        try require(results == Array(repeating: .restored, count: 4), "what was removed can be put back")
        try require(try await held() == before, "as it was")
        try require(try await depth() == 4, "and counts")
    }

    func leavesWhatWasReceived() async throws {
        for (i, outcome) in [ConsumerOutcome.working, .completed].enumerated() {
            let letters = try await die(2)
            try await redrive(letters, "task-\(i)")
            try await fixture.consume(at: fixture.source, outcome)
            let buried = try await broker.buried("task-\(i)", after: nil, limit: 9)
            let results = try await broker.restore(buried.map(\.number), of: "task-\(i)")
            try require(results == [.consumed, .consumed], "what was received stays sent, not \(results)")
            try require(try await held().isEmpty, "and is not put back")
        }
    }

    func restoresOnce() async throws {
        let letters = try await die(2)
        _ = try await broker.delete(letters.map(\.id), from: queue, for: "a")
        let numbers = try await broker.buried("a", after: nil, limit: 9).map(\.number)
        try require(try await broker.restore([numbers[0]], of: "a") == [.restored], "one of two")
        try require(
            try await broker.restore(numbers, of: "a") == [.present, .restored],
            "the other, and the first is there"
        )
        try require(try await broker.restore(numbers, of: "a") == [.present, .present], "a third time does nothing")
        try require(try await held().map(\.id) == letters.map(\.id), "each is there once")
    }

    func restoresOnlyWhatTheTaskBuried() async throws {
        let letters = try await die(1)
        _ = try await broker.delete(letters.map(\.id), from: queue, for: "a")
        let numbers = try await broker.buried("a", after: nil, limit: 9).map(\.number)
        try require(try await broker.restore(numbers, of: "b") == [.gone], "another task's is none of this one's")
        try require(try await broker.restore([1_000_000], of: "a") == [.gone], "what was never buried is gone")
        try require(try await held().isEmpty, "and nothing is put back")
    }
}
