import EventModel

extension TaskRunner {
    /// A batch that the broker takes in one transaction.
    struct Flight {
        var places: [Int]
        var orders: [RedriveOrder]
        var results: Task<[SendResult], any Error>
    }

    /// Sends a batch, its records on disk around it as the broker needs them.
    mutating func send(_ places: [Int]) async throws {
        if broker.traits.isTransactional {
            try await sendInOneTransaction(places)
        } else {
            try await sendStepByStep(places)
            try written(places.count)
        }
    }

    /// Where messages go one by one, not every one of them is worth a line.
    private mutating func written(_ count: Int) throws {
        unwritten += count
        guard unwritten >= Self.mostUnwritten || engine.now() >= writeAt else { return }
        unwritten = 0
        writeAt = engine.now() + .seconds(1)
        try log.append([.progress(run.progress)], isDurable: false)
        try engine.pass(.journalled)
    }

    private func order(_ place: Int, _ edit: RedriveOrder.Edit? = nil) -> RedriveOrder {
        let id = ids[place]
        return RedriveOrder(id: id, destination: header.options.destination, task: task, key: key(place), edit: edit)
    }

    func key(_ place: Int) -> String { header.key(ids[place], generations[ids[place]] ?? 0) }

    /// One that knows all it has made: there is nothing to write down but how far it has come.
    private mutating func sendInOneTransaction(_ places: [Int]) async throws {
        var going = places
        var orders: [RedriveOrder] = []
        if !header.options.readsMessages {
            let edits = header.options.edits
            orders.reserveCapacity(places.count)
            for place in places { orders.append(order(place, edits.isEmpty ? nil : edits[ids[place]])) }
        } else {
            let letters = try await letters(places)
            going = []
            for place in places {
                guard let letter = edited(place, letters) else { continue }
                orders.append(order(place, letter.order))
                going.append(place)
            }
        }
        guard !going.isEmpty else { return }
        let before = flight
        flight = Flight(
            places: going,
            orders: orders,
            results: await broker.begin(orders, from: header.queue)
        )
        if let before { try await land(before) }
        // Where many go as fast as they can, the next batch is made ready while the broker is at this one.
        if going.count < Self.worthFlight || header.options.rate != nil || !run.hasMore { try await land() }
    }

    /// Waits for what the broker is at, and counts it.
    mutating func land() async throws {
        guard let flight else { return }
        self.flight = nil
        try await land(flight)
    }

    private mutating func land(_ flight: Flight) async throws {
        let results: [SendResult]
        do {
            results = try await flight.results.value
        } catch let error as ProcessEnded {
            throw error
        } catch {
            // It may have been done all the same.
            let orders = flight.orders
            if let known = try? await broker.sent(orders.map(\.key)) {
                let sent = orders.indices.filter { known[orders[$0].key] != nil }
                run.sent(
                    sent.map { .moved(known[orders[$0].key] ?? "") },
                    of: sent.map { flight.places[$0] },
                    now: engine.now()
                )
            }
            throw error
        }
        try engine.pass(.committed)
        finished(results, of: flight.places)
        try written(flight.places.count)
    }

    /// INTENT on disk, send, SENT on disk, delete, DELETED: rules R2 to R4.
    private mutating func sendStepByStep(_ places: [Int]) async throws {
        let letters = try await letters(places)
        var going: [Int] = []
        var orders: [RedriveOrder] = []
        var intents: [JournalRecord.Intent] = []
        for place in places {
            guard let letter = edited(place, letters) else { continue }
            let order = order(place, letter.order)
            going.append(place)
            orders.append(order)
            intents.append(JournalRecord.Intent(place: place, key: order.key, body: sha256(letter.body)))
        }
        guard !going.isEmpty else { return }
        try log.append([.intent(intents, at: engine.now())], isDurable: true)
        try engine.pass(.intent)
        var results: [SendResult]
        do {
            results = try await broker.send(orders, from: header.queue)
        } catch let error as ProcessEnded {
            throw error
        } catch {
            let known = (try? await broker.sent(orders.map(\.key))) ?? [:]
            results = orders.map { order in
                known[order.key].map(SendResult.sent) ?? .uncertain("nobody knows whether some were sent: \(error)")
            }
            try await confirm(results, of: going)
            throw error
        }
        try engine.pass(.sent)
        try await confirm(results, of: going)
    }

    /// Writes down what was confirmed, removes exactly that, and counts it.
    private mutating func confirm(_ results: [SendResult], of places: [Int]) async throws {
        var sent: [JournalRecord.Sent] = []
        var unsent: [Int] = []
        var moved: [Int] = []
        for (place, result) in zip(places, results) {
            switch result {
            case .moved(let newID):
                sent.append(JournalRecord.Sent(place: place, newID: newID))
                moved.append(place)
            case .sent(let newID): sent.append(JournalRecord.Sent(place: place, newID: newID))
            case .skipped, .failed: unsent.append(place)
            case .uncertain: break
            }
        }
        var records: [JournalRecord] = []
        if !sent.isEmpty { records.append(.sent(sent)) }
        if !unsent.isEmpty { records.append(.unsent(unsent)) }
        if !records.isEmpty { try log.append(records, isDurable: true) }
        try engine.pass(.confirmed)
        finished(results, of: places)
        try await delete(sent.map(\.place), alreadyGone: moved)
    }

    /// Removes messages that were sent, and only these.
    private mutating func delete(_ places: [Int], alreadyGone: [Int]) async throws {
        let there = places.filter { !alreadyGone.contains($0) }
        var gone = alreadyGone
        if !there.isEmpty {
            let removed = Set(try await broker.delete(there.map { ids[$0] }, from: header.queue, for: task))
            gone += there.filter { removed.contains(ids[$0]) }
            if removed.count < there.count {
                run.note(
                    "\(there.count - removed.count) were sent and could not be removed: resume the task to remove them"
                )
            }
        }
        guard !gone.isEmpty else { return }
        try engine.pass(.deleted)
        try log.append([.deleted(gone)], isDurable: false)
    }

    private mutating func finished(_ results: [SendResult], of places: [Int]) {
        run.sent(results, of: places, now: engine.now())
        guard case .group = header.options.order else { return }
        for (place, result) in zip(places, results) {
            switch result {
            case .moved, .sent: onWay[ids[place]] = place
            case .skipped, .failed, .uncertain: break
            }
        }
    }

    private func letters(_ places: [Int]) async throws -> [String: DeadLetter] {
        let letters = try await broker.letters(places.map { ids[$0] }, in: header.queue)
        return Dictionary(letters.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The message as it will be sent; nil, and counted, if it is gone or cannot be changed as asked for.
    private mutating func edited(_ place: Int, _ letters: [String: DeadLetter]) -> MessageEdit? {
        guard let letter = letters[ids[place]] else {
            run.sent([.skipped("some were gone when their turn came")], of: [place], now: engine.now())
            return nil
        }
        do {
            let options = header.options
            return try MessageEdit(
                letter,
                hand: options.edits[letter.id],
                changes: options.changes,
                headers: options.headers
            )
        } catch {
            run.sent([.failed("not changed, and so not sent: \(error)")], of: [place], now: engine.now())
            return nil
        }
    }
}

extension TaskHeader {
    /// What makes the redrive of one of its messages recognisable.
    func key(_ id: String, _ generation: Int) -> String {
        var edit: String?
        if let own = options.edits[id] {
            var hash = StableHash()
            hash.add(own.body)
            for (name, value) in own.attributes.sorted(by: { $0.key < $1.key }) {
                hash.add(name)
                hash.add(value)
            }
            edit = hash.hex(digits: 16)
        }
        for change in options.changes { edit = "\(edit ?? "") \(change.path)=\(change.value)" }
        return redriveKey(queue: queue, id: id, generation: generation, edit: edit)
    }
}
