import EventModel

extension TaskStarter {
    /// The order in which messages go.
    ///
    /// - Parameters:
    ///   - places: messages that may go.
    ///   - blocked: messages that lie there still and may not, because nobody knows whether they went: their groups are held.
    mutating func schedule(_ places: [Int], blocked: [Int] = [], isResumed: Bool = false) async throws
        -> (RunSchedule, [String: Int])
    {
        guard case .group(let text) = header.options.order else { return (.time(TimeSchedule(places)), [:]) }
        let key = try GroupKey(text)
        var groups: [[Int]] = []
        var known: [String: Int] = [:]
        var held: Set<Int> = []
        func group(_ letter: DeadLetter) -> Int {
            if let value = key.value(letter), let group = known[value] { return group }
            groups.append([])
            if let value = key.value(letter) { known[value] = groups.count - 1 }
            return groups.count - 1
        }
        try await read(places) { place, letter in groups[group(letter)].append(place) }
        try await read(blocked) { _, letter in held.insert(group(letter)) }
        var onWay: [Int: Int] = [:]
        var awaited: [String: Int] = [:]
        if isResumed {
            let placeOf = Dictionary(zip(record.ids, record.ids.indices), uniquingKeysWith: { first, _ in first })
            try await readSent { letter, fate in
                guard fate != .completed, let place = placeOf[letter.id] else { return }
                let group = group(letter)
                if case .diedAgain = fate {
                    held.insert(group)
                } else {
                    onWay[place] = group
                    awaited[letter.id] = place
                }
            }
        }
        let count = held.reduce(0) { $0 + groups[$1].count }
        if count > 0 {
            progress.held += count
            note("held behind a message of their group that failed: they stay in the dead-letter queue")
        }
        return (.groups(GroupSchedule(groups, onWay: onWay, held: held)), awaited)
    }

    private func read(_ places: [Int], _ body: (Int, DeadLetter) -> Void) async throws {
        for chunk in places.chunks(of: broker.wholePage) {
            let letters = try await broker.letters(chunk.map { record.ids[$0] }, in: header.queue)
            let byID = Dictionary(letters.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            for place in chunk {
                // One that went just now is left to the send, which will find it gone.
                let id = record.ids[place]
                body(
                    place,
                    byID[id]
                        ?? DeadLetter(
                            id: id,
                            queue: header.queue,
                            source: .init(.queue, ""),
                            reason: "",
                            died: header.frozen,
                            body: []
                        )
                )
            }
        }
    }

    /// What this task sent before, and what became of it.
    private func readSent(_ body: (DeadLetter, Fate) -> Void) async throws {
        var after: Int?
        while true {
            let page = try await broker.buried(header.task, after: after, limit: broker.wholePage)
            guard let last = page.last else { return }
            let sent = page.filter { $0.sent != nil && !$0.isRestored }
            let fates = try await broker.fates(sent.compactMap(\.sent))
            for (buried, fate) in zip(sent, fates) { body(buried.letter, fate) }
            after = last.number
        }
    }
}
