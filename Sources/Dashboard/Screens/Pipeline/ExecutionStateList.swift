package import EventModel
package import TerminalUI

/// The states of an execution as a list, the current one marked: `✓ ProcessPayment 120ms`, `▶ ReserveInventory running 3s, attempt 2`,
/// `✗ …`, `· CreateShipment` ahead.
package struct ExecutionStateList: Hashable, Sendable {
    package let states: [ExecutionPath.State]
    /// How long each was in its state; nil where that is not known.
    private let took: [Duration?]
    /// Columns of the names: what is said of the states stands in a line, unless a name is very long.
    private let nameWidth: Int

    /// - Parameter started: when the execution was; nil: not known, and then it is not told how long the first state took.
    package init(_ states: [ExecutionPath.State], started: Timestamp? = nil) {
        self.states = states
        // A state is entered at the instant at which the one before it is left. Where branches run beside one another that is not so.
        let isLinear = !states.contains { $0.type == "Parallel" || $0.type == "Map" || $0.entered > 1 }
        var took = [Duration?](repeating: nil, count: states.count)
        if isLinear {
            var last = started
            let ended = states.indices.filter { states[$0].mark == .left || states[$0].mark == .failed }
            for i in ended.sorted(by: { (states[$0].since ?? .max, $0) < (states[$1].since ?? .max, $1) }) {
                if let since = states[i].since, let last, since >= last { took[i] = since - last }
                last = states[i].since
            }
        }
        self.took = took
        nameWidth = min(32, states.lazy.map { displayWidth($0.name) }.max() ?? 0)
    }

    package init(_ path: ExecutionPath) { self.init(path.states, started: path.execution.started) }

    /// The state to look at first: the one that it is in, the one that failed, or the last that was left.
    package var focus: Int {
        states.firstIndex { $0.mark == .current } ?? states.lastIndex { $0.mark == .failed }
            ?? states.lastIndex { $0.mark == .left } ?? 0
    }

    /// One state in pieces of text.
    package func line(_ index: Int, now: Timestamp, _ theme: Theme) -> [(text: String, style: Style)] {
        let state = states[index]
        let (glyph, mark, name) = Self.looks(state.mark, theme)
        return [
            (glyph.leftAligned(to: 3), mark), (state.name.leftAligned(to: nameWidth), name),
            (words(index, now).map { "  \($0)" } ?? "", theme.dim),
            (
                state.error.map { "  \($0)" } ?? "",
                state.mark == .failed ? theme.error : theme.warning
            ),
        ]
    }

    /// What became of a state, in words; nil where there is nothing to say.
    private func words(_ index: Int, _ now: Timestamp) -> String? {
        let state = states[index]
        var words: [String] = []
        switch state.mark {
        case .ahead: return nil
        case .current:
            words.append("running" + (state.since.map { " \(Figures.duration(max(.zero, now - $0)))" } ?? ""))
        case .left: break
        case .failed: words.append("failed")
        }
        if let took = took[index] {
            words.append(state.mark == .failed ? "after \(Figures.duration(took))" : Figures.duration(took))
        }
        if state.mark == .current {
            if state.attempts > 1 { words.append("attempt \(Figures.count(state.attempts))") }
        } else if state.attempts > 1 {
            words.append("\(Figures.count(state.attempts)) attempts")
        }
        if state.entered > 1 { words.append("entered \(Figures.count(state.entered)) times") }
        // `failed after 2s` is one thing to say.
        if state.mark == .failed, words.count > 1, words[1].hasPrefix("after") {
            words[0] += " " + words.remove(at: 1)
        }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    private static func looks(_ mark: ExecutionPath.State.Mark, _ theme: Theme) -> (String, Style, Style) {
        switch mark {
        case .ahead: (theme.isASCII ? "." : "·", theme.dim, theme.dim)
        case .current: (theme.isASCII ? ">" : "▶", theme.accent, theme.strong)
        case .left: (theme.succeeded, theme.dim, theme.text)
        case .failed: (String(theme.failed), theme.error, theme.text)
        }
    }

    /// Paints as many states as there is room for, from one of them on.
    ///
    /// - Parameter selected: the state that keys act on; nil: none.
    package func paint(
        from first: Int,
        selected: Int? = nil,
        now: Timestamp,
        in area: Rect,
        on canvas: inout Canvas
    ) {
        for y in 0..<area.height where states.indices.contains(first + y) {
            canvas.writeShortened(line(first + y, now: now, canvas.theme), y: y, in: area)
            if first + y == selected { canvas.select(row: y, in: area) }
        }
    }

    /// The first state to paint so that the one to look at shows, with what comes after it where there is room.
    package func first(_ height: Int) -> Int {
        max(0, min(focus - max(0, height - 1) / 2, states.count - height))
    }
}

extension Timestamp {
    fileprivate static var max: Timestamp { Timestamp(nanoseconds: .max) }
}
