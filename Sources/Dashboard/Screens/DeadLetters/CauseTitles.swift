import DeadLetters
import EventModel
import TerminalUI

/// What the groups of a queue are called where there is no room for all of it: causes that begin alike are told apart by what follows.
struct CauseTitles: Hashable, Sendable {
    /// Fewer characters in common are not worth a gap.
    private static let least = 12

    /// How many characters a cause has in common with the one that is most like it, by fingerprint.
    private var common: [String: Int] = [:]

    init(_ groups: [DeadLetterGroup]) {
        let sorted = groups.sorted { $0.error < $1.error }
        for (one, next) in zip(sorted, sorted.dropFirst()) where one.error != next.error {
            let shared = one.error.commonPrefix(with: next.error)
            for group in [one, next] { common[group.fingerprint] = max(common[group.fingerprint] ?? 0, shared) }
        }
    }

    /// `ContractViolation: …quantity: # is no integer` for what begins as others do and is wider than `width`.
    func title(_ group: DeadLetterGroup, width: Int, _ theme: Theme) -> String {
        guard displayWidth(group.error) > width, let shared = common[group.fingerprint] else { return group.error }
        let type = group.error.prefix { $0 != ":" }
        let head = type.count < group.error.count ? "\(type): " : ""
        // Not in the middle of a word.
        let place = group.error.prefix(shared).lastIndex(of: " ").map { group.error.index(after: $0) }
        guard let place, group.error.distance(from: group.error.startIndex, to: place) >= head.count + Self.least else {
            return group.error
        }
        return "\(head)\(theme.ellipsis)\(group.error[place...])"
    }
}

extension String {
    /// Characters that both begin with.
    fileprivate func commonPrefix(with other: String) -> Int { zip(self, other).prefix { $0 == $1 }.count }
}
