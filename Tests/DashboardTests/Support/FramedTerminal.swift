import TerminalUI

/// A terminal that hands over each frame, so that a test can wait for one.
@MainActor final class FramedTerminal: Terminal {
    var size: Size
    let hasColors = true
    let events: AsyncStream<TerminalEvent>
    private let feed: AsyncStream<TerminalEvent>.Continuation
    private(set) var copied: [String] = []
    /// What it was lent to, and with which file.
    private(set) var ran: [(command: String, path: String)] = []
    /// Stands for the editor: does something to the file and answers its status.
    var program: (String) -> Int32? = { _ in 0 }
    /// Frames presented so far.
    private(set) var count = 0
    private(set) var text = ""
    private var waiting: [(condition: @MainActor (String) -> Bool, wake: CheckedContinuation<Void, Never>)] = []

    init(size: Size = DashboardDriver.narrow) {
        self.size = size
        (events, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1_000))
    }

    func send(_ events: TerminalEvent...) { for event in events { feed.yield(event) } }
    func type(_ text: String) { for character in text { feed.yield(.key(.character(character))) } }

    func present(_ frame: Buffer, cursor: Point?) {
        count += 1
        text = frame.text
        let due = waiting.filter { $0.condition(text) }
        waiting.removeAll { $0.condition(text) }
        for waiter in due { waiter.wake.resume() }
    }

    func redraw() {}
    func copy(_ text: String) { copied.append(text) }
    func run(_ command: String, on path: String) async -> Int32? {
        ran.append((command, path))
        return program(path)
    }
    func leave() {}

    /// Returns when a frame shows a text.
    func shows(_ part: String) async {
        if text.contains(part) { return }
        await withCheckedContinuation { wake in waiting.append(({ $0.contains(part) }, wake)) }
    }
}
