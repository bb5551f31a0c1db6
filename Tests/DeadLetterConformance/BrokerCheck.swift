import EventModel

/// The rules of the suite on one fixture, and what they share.
struct BrokerCheck<Fixture: DeadLetterBrokerFixture> {
    let fixture: Fixture
    var broker: any DeadLetterBroker { fixture.broker }
    var queue: String { fixture.queue }

    func require(_ condition: Bool, _ rule: @autoclosure () -> String) throws {
        if !condition { throw ConformanceFailure(rule()) }
    }

    /// Makes `n` messages die and answers them in order.
    func die(_ n: Int) async throws -> [DeadLetter] {
        try await fixture.die((0..<n).map { Array("{\"number\":\($0)}".utf8) })
        let letters = try await broker.peek(queue, after: nil, limit: n + 10)
        try require(letters.count == n, "\(n) messages died, peek shows \(letters.count)")
        return letters
    }

    /// Puts letters in that differ in everything that is ordered or grouped by: later deaths may expire earlier, and every third
    /// has the first cause.
    func add(_ n: Int) async throws -> [DeadLetter] {
        let start = fixture.now - .seconds(1_000)
        let letters = (0..<n).map { i in
            DeadLetter(
                id: "added-\(i * 7 % n)-\(i)",
                queue: queue,
                source: fixture.source,
                correlationID: "flow-\(i)",
                reason: "MaxReceiveCountExceeded",
                error: i % 3 == 0
                    ? ErrorInfo(type: "Timeout", message: "no answer after \(i) ms")
                    : ErrorInfo(type: "Refused", message: "card \(i) refused"),
                receiveCount: 3,
                died: start + .seconds(i),
                expires: fixture.now + .seconds(10_000 + i * 5 % n),
                body: Array("{\"number\":\(i)}".utf8)
            )
        }
        let added = try await broker.add(letters, to: queue)
        try require(Set(added) == Set(letters.map(\.id)), "what is put in is answered")
        return letters
    }

    func claim(_ letters: [DeadLetter], _ task: String) async throws -> [String] {
        try await broker.claim(letters.map(\.id), in: queue, for: task, until: fixture.now + .seconds(60))
    }

    func orders(_ ids: [String], _ task: String, to destination: DeadLetter.Destination? = nil) -> [RedriveOrder] {
        ids.map { RedriveOrder(id: $0, destination: destination, task: task, key: "key-\($0)") }
    }

    /// Sends what is claimed and removes what is still there afterwards; answers the new ids by the old.
    @discardableResult
    func send(_ orders: [RedriveOrder]) async throws -> [String: String] {
        let results = try await broker.send(orders, from: queue)
        try require(results.count == orders.count, "there is an answer for each order")
        var sent: [String: String] = [:]
        var left: [String] = []
        for (order, result) in zip(orders, results) {
            switch result {
            case .moved(let id):
                try require(broker.traits.isTransactional, "only a transactional broker moves")
                sent[order.id] = id
            case .sent(let id):
                try require(!broker.traits.isTransactional, "a transactional broker removes what it sends")
                sent[order.id] = id
                left.append(order.id)
            default: throw ConformanceFailure("a claimed message is sent, not \(result)")
            }
        }
        if !left.isEmpty {
            let gone = try await broker.delete(left, from: queue, for: orders[0].task)
            try require(gone == left, "what was sent can be removed by the task that sent it")
        }
        return sent
    }

    /// Claims and sends.
    @discardableResult
    func redrive(_ letters: [DeadLetter], _ task: String, to destination: DeadLetter.Destination? = nil) async throws
        -> [String: String]
    {
        try await send(orders(try await claim(letters, task), task, to: destination))
    }

    func sentLetters(_ letters: [DeadLetter], _ sent: [String: String]) -> [SentLetter] {
        letters.compactMap { letter in
            sent[letter.id].map {
                SentLetter(
                    id: letter.id,
                    newID: $0,
                    destination: letter.source,
                    correlationID: letter.correlationID,
                    generation: letter.generation + 1,
                    at: fixture.now
                )
            }
        }
    }

    func held() async throws -> [DeadLetter] { try await broker.peek(queue, after: nil, limit: 1_000) }

    func depth() async throws -> Int { try await broker.queues().first { $0.name == queue }?.depth ?? -1 }

    func refusal(_ body: () async throws -> Void) async -> DeadLetterError.Code? {
        do {
            try await body()
            return nil
        } catch { return (error as? DeadLetterError)?.code }
    }
}

extension DeadLetter {
    /// The same without what a task that has claimed it added.
    var free: DeadLetter {
        var free = self
        free.lockedBy = nil
        return free
    }
}
