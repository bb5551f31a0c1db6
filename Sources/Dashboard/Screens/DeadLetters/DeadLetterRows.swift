package import EventModel

/// The rows of a dead-letter queue: its groups, and under those that are unfolded their messages.
package struct DeadLetterRows: Hashable, Sendable {
    /// What a row stands for.
    package enum Row: Hashable, Sendable {
        case group(String)
        /// A message by its id.
        case message(String)
        /// Messages of a group before those that are loaded, and how many.
        case earlier(group: String, count: Int)
        /// Messages of a group after those that are loaded, and how many.
        case more(group: String, count: Int)

        /// What the selection holds on to while rows come and go.
        package var anchor: String {
            switch self {
            case .group(let fingerprint): "group \(fingerprint)"
            case .message(let id): "message \(id)"
            case .earlier(let group, _): "earlier \(group)"
            case .more(let group, _): "more \(group)"
            }
        }
    }

    /// From top to bottom.
    package let rows: [Row]
    private let groups: [String: DeadLetterGroup]
    private let byID: [String: (letter: DeadLetter, group: String)]

    /// - Parameters:
    ///   - unfolded: fingerprints of the groups whose messages show.
    ///   - messages: what is loaded of each group.
    ///   - shows: whether a filter lets a message through.
    package init(
        groups: [DeadLetterGroup],
        unfolded: Set<String>,
        messages: [String: LetterWindow.Stretch],
        shows: (DeadLetter) -> Bool = { _ in true }
    ) {
        var rows: [Row] = []
        var letters: [String: (letter: DeadLetter, group: String)] = [:]
        for group in groups {
            rows.append(.group(group.fingerprint))
            guard unfolded.contains(group.fingerprint) else { continue }
            let stretch = messages[group.fingerprint] ?? LetterWindow.Stretch()
            let before = min(stretch.before, max(0, group.count - stretch.letters.count))
            if before > 0 { rows.append(.earlier(group: group.fingerprint, count: before)) }
            for letter in stretch.letters where letters[letter.id] == nil && shows(letter) {
                rows.append(.message(letter.id))
                letters[letter.id] = (letter, group.fingerprint)
            }
            let after = group.count - before - stretch.letters.count
            if after > 0 { rows.append(.more(group: group.fingerprint, count: after)) }
        }
        self.rows = rows
        byID = letters
        self.groups = Dictionary(groups.map { ($0.fingerprint, $0) }) { first, _ in first }
    }

    /// A group by its fingerprint; nil if it has gone.
    package func group(_ fingerprint: String) -> DeadLetterGroup? { groups[fingerprint] }
    /// A message that shows, by its id; nil if it does not.
    package func letter(_ id: String) -> DeadLetter? { byID[id]?.letter }

    /// The group that a row belongs to, or is.
    package func group(of row: Row) -> DeadLetterGroup? {
        switch row {
        case .group(let fingerprint), .more(let fingerprint, _), .earlier(let fingerprint, _): groups[fingerprint]
        case .message(let id): byID[id].flatMap { groups[$0.group] }
        }
    }

    /// Messages in all groups.
    package var count: Int { groups.values.reduce(0) { $0 + $1.count } }

    /// The messages that are loaded, in the order of their rows.
    package var letters: [DeadLetter] { rows.compactMap { if case .message(let id) = $0 { letter(id) } else { nil } } }

    /// Those of them that belong to a group.
    package func letters(of group: String) -> [DeadLetter] { letters.filter { byID[$0.id]?.group == group } }

    /// The message that a row stands for: itself, or the first of its group that is loaded.
    package func sample(_ row: Row) -> DeadLetter? {
        switch row {
        case .message(let id): letter(id)
        case .group(let group), .more(let group, _), .earlier(let group, _): letters(of: group).first
        }
    }

    package static func == (a: DeadLetterRows, b: DeadLetterRows) -> Bool {
        a.rows == b.rows && a.groups == b.groups && a.byID.keys.allSatisfy { a.letter($0) == b.letter($0) }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(rows) }
}
