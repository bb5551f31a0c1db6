import EventModel

/// Where somebody is in the log: a record and the row it stands on. Holds when records come, go, or are filtered out: then the
/// one nearest in time stands there, until the record is back.
struct LogPlace: Hashable, Sendable {
    /// The selected record's id, or where it was; meaningless while following.
    private(set) var anchor = 0
    /// The row on screen, from the top of the list.
    private(set) var row = 0
    /// Records from this id on are not shown; nil follows the newest.
    private(set) var end: Int?

    var isFollowing: Bool { end == nil }
    /// The record somebody looks at; nil while it is whatever is newest.
    var looksAt: Int? { isFollowing ? nil : anchor }

    /// The lines on screen, and which of them is selected.
    struct Window {
        fileprivate(set) var lines: [LogLines.Line] = []
        fileprivate(set) var selection: Int?
    }

    /// The id of the selected record; nil if there is none.
    func selected(_ lines: LogLines, _ time: (Int) -> Timestamp?) -> Int? {
        isFollowing ? lines.last : lines.nearest(anchor, time)
    }

    func window(_ lines: LogLines, height: Int, _ time: (Int) -> Timestamp?) -> Window {
        guard height > 0, let selected = selected(lines, time) else { return Window() }
        var above: [LogLines.Line] = []
        var below: [LogLines.Line] = []
        var top: Int? = selected
        var bottom: Int? = selected
        func up(to count: Int) {
            while above.count < count, let here = top {
                top = lines.before(here)
                if let top { above += lines.marks(between: top, and: here).reversed() + [.record(top)] }
            }
        }
        func down(to count: Int) {
            while below.count < count, let here = bottom {
                bottom = lines.after(here)
                if let bottom { below += lines.marks(between: here, and: bottom) + [.record(bottom)] }
            }
        }
        let row = isFollowing ? height - 1 : min(max(0, row), height - 1)
        up(to: row)
        down(to: height - 1 - min(above.count, row))
        // Near an end of the list its rows fill the screen.
        up(to: height - 1 - min(below.count, height - 1 - min(above.count, row)))
        let under = min(below.count, height - 1 - min(above.count, row))
        let over = min(above.count, height - 1 - under)
        return Window(lines: above.prefix(over).reversed() + [.record(selected)] + below.prefix(under), selection: over)
    }

    /// Stops the tail where it is.
    mutating func pause(_ lines: LogLines, height: Int) {
        guard isFollowing else { return }
        row = window(lines, height: height) { _ in nil }.selection ?? 0
        end = lines.matches.available.upperBound
        anchor = lines.last ?? max(0, lines.matches.available.upperBound - 1)
    }

    mutating func follow() { end = nil }

    /// Moves the selection by so many lines, and stops the tail.
    ///
    /// - Parameter scrolling: the row stays, and the list moves under it.
    mutating func move(
        by steps: Int,
        _ lines: LogLines,
        height: Int,
        scrolling: Bool = false,
        _ time: (Int) -> Timestamp?
    ) {
        // Down from the newest record is where one already is.
        if isFollowing && steps >= 0 { return }
        pause(lines, height: height)
        let window = window(lines, height: height, time)
        guard var to = selected(lines, time) else { return }
        row = window.selection ?? row
        for _ in 0..<abs(steps) {
            guard let next = steps < 0 ? lines.before(to) : lines.after(to) else { break }
            to = next
        }
        anchor = to
        if scrolling { return }
        row = window.lines.firstIndex(of: .record(to)) ?? (steps < 0 ? 0 : height - 1)
    }

    /// Goes to the oldest record.
    mutating func moveToFirst(_ lines: LogLines, height: Int) {
        pause(lines, height: height)
        guard let first = lines.first else { return }
        anchor = first
        row = 0
    }

    /// Goes to a record, in the middle of the screen if it is not on it.
    mutating func go(to id: Int, _ lines: LogLines, height: Int, _ time: (Int) -> Timestamp?) {
        pause(lines, height: height)
        row = window(lines, height: height, time).lines.firstIndex(of: .record(id)) ?? height / 2
        end = max(end ?? 0, id + 1)
        anchor = id
    }
}
