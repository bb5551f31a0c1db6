package import EventModel

extension DeadLetterEngine {
    /// Redrives of one message after which a plan warns of a loop.
    package static let loopCap = 3

    /// Freezes a selection and says what a redrive of it will do; changes nothing.
    ///
    /// - Throws: ``DeadLetterError`` `noSuchQueue`, or `noSuchDestination` for a destination that the operator named.
    package func plan(
        _ queue: String,
        _ selection: DeadLetterSelection,
        to destination: DeadLetter.Destination? = nil,
        rate: Double? = nil
    ) async throws -> RedrivePlan {
        if let destination { try await broker.check(destination) }
        let instant = now()
        var plan = RedrivePlan(
            id: ids(),
            queue: queue,
            ids: [],
            destinations: [:],
            override: destination,
            bytes: 0,
            frozen: instant,
            rate: rate.map { $0.isFinite && $0 >= 0.01 ? $0 : 0.01 }
        )
        var findings = PlanFindings(frozen: instant)
        var chosen = Chosen(selection)
        try await scan(queue) { letter in
            guard chosen.contains(letter) else { return true }
            plan.ids.append(letter.id)
            plan.destinations[destination ?? letter.source, default: 0] += 1
            plan.bytes += letter.body.count
            if letter.generation > 0 { plan.generations[letter.id] = letter.generation }
            findings.look(at: letter, override: destination)
            return !chosen.isExhausted
        }
        var missing: [(DeadLetter.Destination, any Error)] = []
        if destination == nil {
            for own in plan.destinations.keys.sorted(by: { $0.description < $1.description }) {
                do { try await broker.check(own) } catch { missing.append((own, error)) }
            }
        }
        plan.warnings = findings.warnings(plan, notFound: chosen.notFound, missing: missing)
        return plan
    }
}

/// Which messages a selection means, while a queue is read from its start.
private struct Chosen {
    private let selection: DeadLetterSelection
    private var wanted: Set<String> = []
    private var table = GroupTable()

    init(_ selection: DeadLetterSelection) {
        self.selection = selection
        if case .ids(let ids) = selection { wanted = Set(ids) }
    }

    mutating func contains(_ letter: DeadLetter) -> Bool {
        switch selection {
        case .all: true
        case .ids: wanted.remove(letter.id) != nil
        case .group(GroupTable.otherID): table.add(letter) == GroupTable.otherID
        case .group(let id): Fingerprint(letter).id == id
        case .matching(_, let predicate): predicate(letter)
        }
    }

    /// Nothing further can be meant.
    var isExhausted: Bool { if case .ids = selection { wanted.isEmpty } else { false } }
    var notFound: Int { wanted.count }
}
