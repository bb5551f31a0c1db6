import EventModel
import Telemetry

/// The lines of the log list: the records that match and, where context is wanted, the records that stand next to them in the
/// log, whatever file they came from. A record is found from its neighbour, so a list of millions costs what is on screen.
struct LogLines {
    /// What stands on one line.
    enum Line: Hashable {
        case record(Int)
        /// Records are left out here.
        case skip
        /// So many lines were lost on their way in.
        case lost(Int)

        var id: Int? { if case .record(let id) = self { id } else { nil } }
    }

    /// Records passed over, at most, to find one that is not hidden.
    private static let patience = 5_000

    let matches: MatchList
    /// Records shown on each side of a match.
    let context: Int
    /// Records that are not shown as context.
    let isHidden: (Int) -> Bool
    /// Where lines were lost: before which record, and how many.
    let gaps: [(before: Int, lines: Int)]
    /// Records from this id on are not shown; nil shows all.
    private let end: Int?

    init(
        _ matches: MatchList,
        context: Int = 0,
        end: Int? = nil,
        gaps: [(before: Int, lines: Int)] = [],
        isHidden: @escaping (Int) -> Bool = { _ in false }
    ) {
        self.matches = matches
        self.context = context
        self.isHidden = isHidden
        self.gaps = gaps
        // When all that was shown has been let go, or is filtered out, there is no reason to hide the rest.
        self.end = end.flatMap { matches.rank(of: $0) > 0 ? $0 : nil }
    }

    private var upperBound: Int { min(matches.available.upperBound, end ?? .max) }

    /// Matches shown.
    var count: Int { end.map { matches.rank(of: $0) } ?? matches.count }
    var isEmpty: Bool { count == 0 }

    var first: Int? {
        guard !isEmpty else { return nil }
        return edge(of: matches[0], -1)
    }

    var last: Int? {
        guard !isEmpty else { return nil }
        return edge(of: matches[count - 1], 1)
    }

    func after(_ id: Int) -> Int? {
        let rank = matches.rank(of: id + 1)
        let match = rank < count ? matches[rank] : nil
        guard context > 0 else { return match }
        guard let next = step(id, 1), next < upperBound else { return nil }
        if isNear(next, match: match, or: rank > 0 ? matches[rank - 1] : nil) { return next }
        return match.map { edge(of: $0, -1) }
    }

    func before(_ id: Int) -> Int? {
        let rank = min(matches.rank(of: id), count)
        let match = rank > 0 ? matches[rank - 1] : nil
        guard context > 0 else { return match }
        guard let next = step(id, -1) else { return nil }
        if isNear(next, match: match, or: rank < count ? matches[rank] : nil) { return next }
        return match.map { edge(of: $0, 1) }
    }

    func contains(_ id: Int) -> Bool {
        guard id < upperBound else { return false }
        if matches.contains(id) { return true }
        guard context > 0, matches.available.contains(id), !isHidden(id) else { return false }
        let rank = min(matches.rank(of: id), count)
        return isNear(id, match: rank < count ? matches[rank] : nil, or: rank > 0 ? matches[rank - 1] : nil)
    }

    /// The record itself if it is shown; of the one before and the one after, the nearer in time if it is not.
    func nearest(_ id: Int, _ time: (Int) -> Timestamp?) -> Int? {
        if contains(id) { return id }
        guard let before = before(id) else { return after(id) ?? last }
        guard let after = after(id) else { return before }
        guard let here = time(id), let a = time(before), let b = time(after) else { return after }
        return here - a < b - here ? before : after
    }

    /// What stands between two records that are shown next to one another.
    func marks(between a: Int, and b: Int) -> [Line] {
        var marks: [Line] = []
        if context > 0, let next = step(a, 1), next < b { marks.append(.skip) }
        for gap in gaps where gap.before > a && gap.before <= b { marks.append(.lost(gap.lines)) }
        return marks
    }

    // MARK: Neighbours in the log

    /// The next record on one side that is not hidden; nil at the end of what is held.
    private func step(_ id: Int, _ direction: Int) -> Int? {
        var id = id + direction
        var patience = Self.patience
        while matches.available.contains(id) {
            // A match is shown whatever it is.
            if patience == 0 || !isHidden(id) || matches.contains(id) { return id }
            id += direction
            patience -= 1
        }
        return nil
    }

    /// The outermost record that is shown for a match.
    private func edge(of match: Int, _ direction: Int) -> Int {
        var edge = match
        for _ in 0..<context {
            guard let next = step(edge, direction), next < upperBound else { break }
            edge = next
        }
        return edge
    }

    /// Whether a record is a match, or one on either side is as near as the context reaches.
    private func isNear(_ id: Int, match: Int?, or other: Int?) -> Bool {
        for match in [match, other] {
            guard let match else { continue }
            var at = id
            var left = context
            while at != match, left > 0, let next = step(at, match > id ? 1 : -1) {
                at = next
                left -= 1
            }
            if at == match { return true }
        }
        return false
    }
}
