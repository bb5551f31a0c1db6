/// A terminal without a screen: events are given by hand, frames are kept. The twin of `CursesTerminal` for tests.
@MainActor package final class TestTerminal: Terminal {
    package private(set) var size: Size
    package let hasColors: Bool
    package let events: AsyncStream<TerminalEvent>
    private let input: AsyncStream<TerminalEvent>.Continuation

    /// The frames presented, oldest first; the last ``frameLimit`` of them.
    package private(set) var frames: [Buffer] = []
    package private(set) var cursor: Point?
    package private(set) var copied: [String] = []
    package private(set) var redraws = 0
    package private(set) var hasLeft = false
    /// What the terminal was lent to, and with which file.
    package private(set) var ran: [(command: String, path: String)] = []
    /// Stands for the program that the terminal is lent to: does something to the file and answers its status.
    package var program: (String) -> Int32? = { _ in 0 }

    package static let frameLimit = 1_000

    package init(size: Size = Size(width: 80, height: 24), hasColors: Bool = true) {
        self.size = size
        self.hasColors = hasColors
        (events, input) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1_024))
    }

    /// Lets the program see an event; a resize changes ``size`` first, as on a real terminal.
    package func send(_ event: TerminalEvent) {
        if case .resize(let new) = event { size = new }
        input.yield(event)
    }

    /// Lets the program see key presses.
    package func press(_ keys: Key...) {
        for key in keys { input.yield(.key(key)) }
    }

    /// Types a text, character by character.
    package func type(_ text: String) {
        for character in text { input.yield(.key(.character(character))) }
    }

    /// The last frame's golden form; empty before the first.
    package var text: String { frames.last?.text ?? "" }

    package func present(_ frame: Buffer, cursor: Point?) {
        if frames.count == Self.frameLimit { frames.removeFirst() }
        frames.append(frame)
        self.cursor = cursor
    }

    package func redraw() { redraws += 1 }

    package func copy(_ text: String) { copied.append(text) }

    package func run(_ command: String, on path: String) async -> Int32? {
        ran.append((command, path))
        return program(path)
    }

    package func leave() {
        hasLeft = true
        input.finish()
    }
}
