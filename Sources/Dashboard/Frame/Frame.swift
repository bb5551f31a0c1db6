import EventModel
package import TerminalUI

/// The parts around a page: header, tabs, rule; notice and footer.
package enum Frame {
    /// Below this the dashboard only says what it needs, and goes on.
    package static let smallest = Size(width: 60, height: 15)

    /// Header, tabs, rule.
    static let above = 3
    /// Notice, footer.
    static let below = 2

    /// A page's area.
    package static func body(_ size: Size) -> Rect {
        Rect(Size(width: size.width, height: size.height)).top(above).1.bottom(below).0
    }
}
