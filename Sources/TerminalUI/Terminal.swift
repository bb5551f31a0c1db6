/// A terminal: the one seam between the dashboard and the outside. `CursesTerminal` conforms, and ``TestTerminal``.
@MainActor package protocol Terminal: AnyObject {
    var size: Size { get }
    /// Whether it has colours at all; without them meaning is told by glyphs and attributes alone.
    var hasColors: Bool { get }
    /// Single consumer; bounded.
    var events: AsyncStream<TerminalEvent> { get }
    /// Writes what has changed since the last frame.
    func present(_ frame: Buffer, cursor: Point?)
    /// Takes nothing on the screen for granted: the next frame is written whole.
    func redraw()
    /// Sends text to the clipboard by OSC 52.
    func copy(_ text: String)
    /// Lends the terminal to a shell command, with `path` as its last argument, until it has ended: meanwhile nothing is written
    /// and no key is read. Answers its exit status; nil if it could not be started.
    func run(_ command: String, on path: String) async -> Int32?
    /// Restores the terminal; may be called twice.
    func leave()
}
