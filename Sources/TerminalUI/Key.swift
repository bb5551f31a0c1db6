/// One key press as the terminal reports it.
package enum Key: Hashable, Sendable {
    case character(Character)
    /// Control with a lower-case letter: `^d` is `.control("d")`.
    case control(Character)
    case function(Int)
    case enter, escape, tab, backTab, backspace, delete, insert
    case up, down, left, right, home, end, pageUp, pageDown
}

/// What a terminal tells the program.
package enum TerminalEvent: Hashable, Sendable {
    case key(Key)
    case resize(Size)
    /// Ctrl-C, SIGINT or SIGTERM: leave now, in good order.
    case interrupt
    /// The program was continued after a stop, or the screen must be drawn anew for another reason.
    case redraw
}
