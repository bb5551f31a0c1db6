import EventModel

/// What an operator should know before a redrive starts, gathered while the selection is frozen.
struct PlanFindings {
    private let frozen: Timestamp
    private var redriven = 0
    private var looping = 0
    private var expiring = 0
    private var soonest: Timestamp?
    private var locked = 0
    private var owners: [String] = []
    private var otherKind: [DeadLetter.Destination.Kind: Int] = [:]

    /// Messages that expire sooner than this are warned of.
    static let soon = Duration.seconds(3_600)
    /// Owners of locks that are named.
    private static let namedOwners = 3

    init(frozen: Timestamp) { self.frozen = frozen }

    mutating func look(at letter: DeadLetter, override: DeadLetter.Destination?) {
        if letter.generation > 0 { redriven += 1 }
        if letter.generation >= DeadLetterEngine.loopCap { looping += 1 }
        if let expires = letter.expires, expires - frozen < Self.soon {
            expiring += 1
            soonest = min(soonest ?? expires, expires)
        }
        if let owner = letter.lockedBy {
            locked += 1
            if owners.count < Self.namedOwners, !owners.contains(owner) { owners.append(owner) }
        }
        if let override, override.kind != letter.source.kind { otherKind[letter.source.kind, default: 0] += 1 }
    }

    /// In plain words, what matters most first.
    func warnings(
        _ plan: RedrivePlan,
        notFound: Int,
        missing: [(DeadLetter.Destination, any Error)]
    ) -> [String] {
        var warnings: [String] = []
        if plan.ids.isEmpty { warnings.append("nothing is selected") }
        if notFound > 0 {
            warnings.append("\(notFound) of the given ids \(notFound == 1 ? "is" : "are") not in \(plan.queue)")
        }
        for (destination, error) in missing {
            warnings.append("\(plan.destinations[destination] ?? 0) can not return to \(destination): \(error)")
        }
        if locked > 0 {
            let names = owners.joined(separator: ", ")
            warnings.append(
                "\(locked) \(locked == 1 ? "is" : "are") locked by task \(names) and will be skipped while it runs"
            )
        }
        if looping > 0 {
            warnings.append(
                "\(looping) died again after \(DeadLetterEngine.loopCap) redrives or more: look for the cause first"
            )
        }
        if redriven > looping {
            warnings.append(
                "\(redriven - looping) \(redriven - looping == 1 ? "was" : "were") redriven before and died again"
            )
        }
        if expiring > 0, let soonest {
            let minutes = max(0, (soonest - frozen).components.seconds / 60)
            warnings.append(
                "\(expiring) \(expiring == 1 ? "expires" : "expire") within the hour, the first in \(minutes) min"
            )
        }
        if let override = plan.override {
            for (kind, count) in otherKind.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                warnings.append(
                    "\(count) came from a \(kind.rawValue) and would go to a \(override.kind.rawValue), \(override.name)"
                )
            }
        }
        return warnings
    }
}
