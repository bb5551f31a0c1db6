package import TerminalUI

/// Where the parts of the dead-letter screen are: heading, queues, messages, and below them why one died. A low screen gives up
/// the lower part; Enter shows a message whole.
package struct DeadLettersLayout: Hashable, Sendable {
    package let heading: Rect
    package let queues: Rect
    /// The upright rule between queues and messages.
    package let divider: Rect
    /// The selected queue in words.
    package let queueHead: Rect
    package let rows: Rect
    /// With its rule as the first row; empty where there is no room.
    package let lower: Rect
    /// The lower part's columns: why, body, and, where there is room, what came before.
    package let why: Rect
    package let body: Rect
    package let before: Rect

    package init(_ area: Rect, longestQueue: Int) {
        let lowerHeight = area.height < 13 ? 0 : min(16, max(8, area.height * 2 / 5))
        let (heading, rest) = area.top(1)
        let (upper, lower) = rest.bottom(lowerHeight)
        let queueWidth = min(max(16, longestQueue + 9), max(16, area.width / 4))
        let (queues, right) = upper.left(queueWidth)
        let (divider, messages) = right.left(1)
        let (queueHead, rows) = messages.top(1)
        self.heading = heading
        self.queues = queues
        self.divider = divider
        self.queueHead = queueHead
        self.rows = rows
        self.lower = lower

        let content = lower.top(1).1
        let threeColumns = area.width >= 100
        let (why, beside) = content.left(threeColumns ? area.width * 2 / 5 : area.width / 2)
        let (body, before) = beside.left(threeColumns ? beside.width * 11 / 20 : beside.width)
        self.why = why
        self.body = body
        self.before = before
    }
}
