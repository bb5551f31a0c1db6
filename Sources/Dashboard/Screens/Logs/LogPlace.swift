/// Where somebody is in the log: a record and the row it stands on. Holds when records come, go, or are filtered out: then the
/// next one that is left stands there.
struct LogPlace: Hashable, Sendable {
    /// The selected record's id, or where it was; meaningless while following.
    private(set) var anchor = 0
    /// The row on screen, from the top of the list.
    private(set) var row = 0
    /// Records from this id on are not shown; nil follows the newest.
    private(set) var end: Int?

    var isFollowing: Bool { end == nil }

    /// Matches shown. When all that was shown has been let go, or is filtered out, there is no reason to hide the rest.
    func count(_ matches: MatchList) -> Int {
        guard let end else { return matches.count }
        let held = matches.rank(of: end)
        return held > 0 ? held : matches.count
    }

    /// Matches that have come since the tail was stopped.
    func new(_ matches: MatchList) -> Int { matches.count - count(matches) }

    /// The position of the selected match; nil if there are none.
    func selection(_ matches: MatchList) -> Int? {
        let count = count(matches)
        guard count > 0 else { return nil }
        return isFollowing ? count - 1 : min(matches.rank(of: anchor), count - 1)
    }

    /// The id of the selected record.
    func selected(_ matches: MatchList) -> Int? { selection(matches).map { matches[$0] } }

    /// The position of the match on the top row.
    func top(_ matches: MatchList, height: Int) -> Int {
        let count = count(matches)
        let last = max(0, count - height)
        if isFollowing { return last }
        return min(max(0, (selection(matches) ?? 0) - min(row, height - 1)), last)
    }

    /// Stops the tail where it is.
    mutating func pause(_ matches: MatchList, newest: Int, height: Int) {
        guard isFollowing else { return }
        let selection = selection(matches) ?? 0
        row = selection - top(matches, height: height)
        anchor = matches.count > 0 ? matches[selection] : newest
        end = newest
    }

    mutating func follow() { end = nil }

    /// Moves the selection, and stops the tail.
    mutating func move(by steps: Int, _ matches: MatchList, newest: Int, height: Int, scrolling: Bool = false) {
        // Down from the newest record is where one already is.
        if isFollowing && steps >= 0 { return }
        pause(matches, newest: newest, height: height)
        guard let from = selection(matches) else { return }
        let first = top(matches, height: height)
        let to = min(max(0, from + steps), count(matches) - 1)
        anchor = matches[to]
        let place = scrolling ? from - first : to - first
        row = min(max(0, place), max(0, height - 1))
    }

    /// Goes to a record, in the middle of the screen if it is not on it.
    mutating func go(to id: Int, _ matches: MatchList, newest: Int, height: Int) {
        pause(matches, newest: newest, height: height)
        let first = top(matches, height: height)
        end = max(end ?? 0, id + 1)
        anchor = id
        let rank = matches.rank(of: id)
        row = (first..<first + height).contains(rank) ? rank - first : height / 2
    }
}
