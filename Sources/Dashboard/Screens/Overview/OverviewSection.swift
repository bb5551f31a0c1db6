/// The lists of the Overview. Where all of them do not fit, each keeps a place: its first rows, and how many more there are.
enum OverviewSection: Hashable, Sendable, CaseIterable {
    case attention, services, queues

    var words: String {
        switch self {
        case .attention: "more need attention"
        case .services: "more services"
        case .queues: "more queues"
        }
    }

    /// How many lines each list gets of those there are: as many as it has, as far as the others leave room; what needs
    /// attention gets two fifths of a crowded page.
    ///
    /// - Parameter counts: how many rows each has; those that are shown whole are not among them.
    static func share(_ room: Int, _ counts: [OverviewSection: Int]) -> [OverviewSection: Int] {
        var shares: [OverviewSection: Int] = [:]
        var left = max(0, room)
        for section in allCases { shares[section] = min(counts[section] ?? 0, least) }
        if let attention = counts[.attention] { shares[.attention] = min(attention, max(least, room * 2 / 5)) }
        left -= shares.values.reduce(0, +)
        // The rest goes round, a line each, to whoever can use one.
        var isGiven = true
        while left > 0, isGiven {
            isGiven = false
            for section in allCases where left > 0 && (shares[section] ?? 0) < (counts[section] ?? 0) {
                shares[section, default: 0] += 1
                left -= 1
                isGiven = true
            }
        }
        return shares
    }

    /// A list never gets fewer lines: a row and how many more there are.
    static let least = 3
}
