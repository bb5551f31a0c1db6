import EventModel

/// What an operator should know before a redrive starts, gathered while the selection is frozen. Keeps counts, no messages.
struct PlanFindings {
    struct Group {
        var fingerprint: String
        var count: Int
        /// One of them.
        var sample: String
    }

    private let frozen: Timestamp
    private let override: DeadLetter.Destination?
    private var groups: [String: Group] = [:]
    private var redriven = 0
    private var expiring = 0
    private var locked = 0
    private var owners: [String] = []
    private var otherKind: [DeadLetter.Destination.Kind: Int] = [:]
    /// Attributes of a death or a broker, by name, that some messages carry.
    private var headers: Set<String> = []
    /// Ids that were given and are not in the queue.
    var notFound = 0
    /// Where messages came from that is not there any more, and why.
    var missing: [(DeadLetter.Destination, String)] = []
    /// What the broker says of destinations.
    var remarks: [(DeadLetter.Destination, String)] = []

    /// Messages that expire sooner than this are warned of.
    static let soon = Duration.seconds(3_600)
    /// Owners of locks that are named.
    private static let namedOwners = 3
    /// Causes that are told apart.
    private static let mostGroups = 10_000

    init(_ plan: RedrivePlan) {
        frozen = plan.frozen
        override = plan.options.destination
    }

    mutating func look(at outline: DeadLetterOutline) {
        if groups[outline.fingerprint] != nil || groups.count < Self.mostGroups {
            groups[
                outline.fingerprint,
                default: Group(fingerprint: outline.fingerprint, count: 0, sample: outline.id)
            ].count += 1
        }
        if outline.generation > 0 { redriven += 1 }
        if let expires = outline.expires, expires - frozen < Self.soon { expiring += 1 }
        if let owner = outline.lockedBy {
            locked += 1
            if owners.count < Self.namedOwners, !owners.contains(owner) { owners.append(owner) }
        }
        if let override, override.kind != outline.source.kind { otherKind[outline.source.kind, default: 0] += 1 }
    }

    mutating func look(atHeadersOf letter: DeadLetter) { headers.formUnion(HeaderClass.stripped(letter.attributes)) }

    /// Most messages first.
    func groups(most: Int) -> [Group] {
        Array(groups.values.sorted { ($1.count, $0.fingerprint) < ($0.count, $1.fingerprint) }.prefix(most))
    }

    /// In plain words, what matters most first.
    func warnings(_ plan: RedrivePlan) -> [String] {
        var warnings: [String] = []
        if plan.ids.isEmpty { warnings.append("nothing is selected") }
        if notFound > 0 {
            warnings.append("\(notFound) of the given ids \(notFound == 1 ? "is" : "are") not in \(plan.queue)")
        }
        for (destination, error) in missing {
            warnings.append("\(plan.destinations[destination] ?? 0) can not return to \(destination): \(error)")
        }
        for (destination, remark) in remarks { warnings.append("\(destination): \(remark)") }
        if locked > 0 {
            let names = owners.joined(separator: ", ")
            warnings.append(
                "\(locked) \(locked == 1 ? "is" : "are") locked by task \(names): the redrive is refused while it runs"
            )
        }
        if plan.quarantined > 0 {
            let n = plan.quarantined
            let cap = plan.options.cap
            warnings.append(
                "\(n) \(n == 1 ? "is" : "are") quarantined and left out: died again after \(cap) redrives, "
                    + "look for the cause first"
            )
        }
        if redriven > 0 {
            warnings.append("\(redriven) \(redriven == 1 ? "was" : "were") redriven before and died again")
        }
        if expiring > 0, let soonest = plan.expires {
            let minutes = max(0, (soonest - frozen).components.seconds / 60)
            warnings.append(
                "\(expiring) \(expiring == 1 ? "expires" : "expire") within the hour, the first in \(minutes) min"
            )
        }
        if let override {
            for (kind, count) in otherKind.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                warnings.append(
                    "\(count) came from a \(kind.rawValue) and would go to a \(override.kind.rawValue), \(override.name)"
                )
            }
        }
        if !headers.isEmpty, !plan.options.readsMessages {
            let names = headers.sorted()
            let more = names.count > 3 ? " and \(names.count - 3) more" : ""
            warnings.append(
                "some carry headers of their death, \(names.prefix(3).joined(separator: ", "))\(more): "
                    + "they go with them unless headers are classed"
            )
        }
        return warnings
    }
}
