import CCurses
import Dispatch
package import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The terminal this process runs in, through ncurses.
///
/// ncurses belongs to one thread and its input also writes, so keys, signals and frames are all handled on the main
/// actor: read sources on the main queue drain what has come, and nothing waits. Whatever ends the process (return,
/// error, SIGTERM, SIGINT, SIGHUP, a trap) leaves the terminal as it was; on SIGTSTP it is given back for as long as
/// the process is stopped.
@MainActor package final class CursesTerminal: Terminal {
    package private(set) var size: Size
    package let hasColors: Bool
    package let events: AsyncStream<TerminalEvent>
    /// Events that came faster than they were taken and were lost, the oldest first.
    package private(set) var droppedEvents = 0

    private let output: AsyncStream<TerminalEvent>.Continuation
    private var sources: [any DispatchSourceRead] = []
    private var decoder = KeyDecoder()
    private var previous: Buffer?
    private var row: [CCursesCell] = []
    private var isOpen = true
    private var isLent = false

    private static let eventLimit = 1_024

    /// Takes the terminal over.
    ///
    /// - Parameter colors: false for `--no-color` and `NO_COLOR`.
    /// - Throws: ``CursesTerminalError`` if there is no terminal, or its type is unknown.
    package init(colors: Bool = true) throws(CursesTerminalError) {
        let status = ccurses_open(colors)
        switch status {
        case Int32(CCURSES_OK): break
        case Int32(CCURSES_UNKNOWN_TYPE):
            let type = getenv("TERM").map { String(cString: $0) } ?? ""
            throw CursesTerminalError(
                .unknownType,
                type.isEmpty
                    ? "TERM is not set, so there is no telling what the terminal can do; set it, e.g. TERM=xterm-256color"
                    : "the terminal type '\(type)' (TERM) is unknown or can not move the cursor; try TERM=xterm-256color"
            )
        case Int32(CCURSES_ALREADY_OPEN): throw CursesTerminalError(.alreadyOpen, "the terminal is already taken")
        default:
            throw CursesTerminalError(
                .noTerminal,
                "no terminal to draw on: run it in a terminal without redirecting its output, or use a command such as "
                    + "'tailrace logs' or 'tailrace traces', which print"
            )
        }
        size = Self.currentSize()
        hasColors = ccurses_colors() > 0
        (events, output) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.eventLimit))
        read(ccurses_key_descriptor()) { $0.drainKeys() }
        read(ccurses_signal_descriptor()) { $0.drainSignals() }
    }

    package func present(_ frame: Buffer, cursor: Point?) {
        guard isOpen, !isLent else { return }
        let screen = Self.currentSize()
        for run in frame.changedRuns(since: previous) where run.y < screen.height {
            row.removeAll(keepingCapacity: true)
            var x = run.columns.lowerBound
            while x < run.columns.upperBound && x + max(1, Int(frame[x, run.y].width)) <= screen.width {
                let cell = frame[x, run.y]
                row.append(cursesCell(cell, in: frame))
                x += max(1, Int(cell.width))
            }
            ccurses_put(Int32(run.y), Int32(run.columns.lowerBound), row, Int32(row.count))
        }
        previous = frame
        if let cursor, cursor.x >= 0, cursor.x < screen.width, cursor.y >= 0, cursor.y < screen.height {
            ccurses_present(Int32(cursor.y), Int32(cursor.x))
        } else {
            ccurses_present(0, -1)
        }
    }

    package func copy(_ text: String) {
        guard isOpen, !isLent else { return }
        let bytes = Clipboard.sequence(text, insideTmux: getenv("TMUX") != nil)
        ccurses_send(bytes, Int32(bytes.count))
    }

    package func run(_ command: String, on path: String) async -> Int32? {
        guard isOpen, !isLent else { return nil }
        lend()
        defer { reclaim() }
        let child = ccurses_spawn(command, path)
        guard child > 0 else { return nil }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { ended in
                // Waiting blocks, so it has a thread of its own.
                DispatchQueue(label: "child").async { ended.resume(returning: ccurses_wait(child)) }
            }
        } onCancel: {
            kill(child, SIGTERM)
        }
    }

    private func lend() {
        guard isOpen, !isLent else { return }
        isLent = true
        // Keys are the other program's now; a source that stayed would take them away from it.
        sources.first?.suspend()
        ccurses_lend()
    }

    private func reclaim() {
        guard isOpen, isLent else { return }
        isLent = false
        ccurses_reclaim()
        sources.first?.resume()
        takeBack()
    }

    package func leave() {
        guard isOpen else { return }
        reclaim()
        isOpen = false
        for source in sources { source.cancel() }
        sources = []
        output.finish()
        ccurses_close()
    }

    package func redraw() {
        previous = nil
        ccurses_invalidate()
    }

    private static func currentSize() -> Size {
        var width: Int32 = 0, height: Int32 = 0
        ccurses_size(&width, &height)
        return Size(width: Int(width), height: Int(height))
    }

    private func read(_ descriptor: Int32, _ drain: @escaping @MainActor (CursesTerminal) -> Void) {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .main)
        source.setEventHandler { [weak self] in
            MainActor.assumeIsolated {
                if let self, self.isOpen { drain(self) }
            }
        }
        source.resume()
        sources.append(source)
    }

    private func send(_ event: TerminalEvent) {
        if case .dropped = output.yield(event) { droppedEvents += 1 }
    }

    private func drainKeys() {
        var code: UInt32 = 0
        var came = false
        while true {
            let input: KeyDecoder.Input
            switch ccurses_read(&code) {
            case Int32(CCURSES_CHARACTER): input = .character(code)
            case Int32(CCURSES_KEY): input = .key(code)
            default: input = .pause
            }
            for key in decoder.decode(input) { send(.key(key)) }
            if input == .pause { break }
            came = true
        }
        if !came && ccurses_hung_up() {
            // The terminal is gone and would be ready to read nothing for ever.
            for source in sources { source.cancel() }
            sources = []
            send(.interrupt)
        }
    }

    private func drainSignals() {
        while true {
            switch ccurses_read_signal() {
            case 0: return
            case Int32(CCURSES_INTERRUPT): send(.interrupt)
            case Int32(CCURSES_RESIZE) where isLent, Int32(CCURSES_CONTINUE) where isLent: break
            case Int32(CCURSES_RESIZE): takeSize()
            case Int32(CCURSES_STOP) where isLent:
                // The screen is not ours: only the process stops, with the program that has it.
                ccurses_stop_lent()
            case Int32(CCURSES_STOP):
                ccurses_stop()
                takeBack()
            case Int32(CCURSES_CONTINUE):
                ccurses_reenter()
                takeBack()
            default: break
            }
        }
    }

    private func takeSize() {
        guard ccurses_resize() || size != Self.currentSize() else { return }
        size = Self.currentSize()
        redraw()
        send(.resize(size))
    }

    private func takeBack() {
        if size != Self.currentSize() {
            size = Self.currentSize()
            send(.resize(size))
        }
        redraw()
        send(.redraw)
    }

    private func cursesCell(_ cell: Cell, in frame: Buffer) -> CCursesCell {
        var out = CCursesCell()
        out.width = max(1, cell.width)
        out.foreground = cell.style.foreground.rawValue
        out.background = cell.style.background.rawValue
        out.attributes = cell.style.attributes.rawValue
        if let scalar = cell.glyph.scalar {
            out.scalars.0 = scalar.value
            out.count = 1
        } else {
            withUnsafeMutableBytes(of: &out.scalars) { bytes in
                let scalars = bytes.bindMemory(to: UInt32.self)
                var n = 0
                for scalar in frame.string(cell.glyph).unicodeScalars.prefix(scalars.count) {
                    scalars[n] = scalar.value
                    n += 1
                }
                out.count = UInt8(n)
            }
        }
        return out
    }
}
