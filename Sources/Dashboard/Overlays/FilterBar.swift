import Telemetry
package import TerminalUI

/// The bar a filter is typed in. While it is typed the page below hears ``Action/previewFilter(_:)`` for each text that is a
/// query, Enter gives it ``Action/applyFilter(_:)``, Esc ``Action/dropPreview``. A text that is no query shows the place of the
/// mistake and changes nothing.
package struct FilterBar: Screen {
    /// Tab goes round the ways a word can go on.
    private struct Round: Hashable {
        var completion: QueryCompletion
        var index: Int
        /// Characters that the offer shown takes in the field.
        var length: Int
    }

    private var field: TextField
    private var mistake: QueryError?
    private var round: Round?
    private let history: [String]
    /// Which filter of the history is shown; one past the last is what was typed.
    private var recalled: Int
    private var typed: String

    /// - Parameters:
    ///   - filter: the filter that is set.
    ///   - history: filters kept before, the newest last.
    package init(_ filter: String, history: [String] = []) {
        field = TextField(filter)
        // The filter that is set is what is in the field already.
        self.history = history.last == filter ? history.dropLast() : history
        recalled = self.history.count
        typed = filter
    }

    package var title: String { "Filter" }
    package var isOverlay: Bool { true }
    package var interest: Interest {
        var interest = Interest()
        interest.fields = true
        return interest
    }
    package var keymap: Keymap {
        Keymap([
            Binding(.enter, .open, "keep this filter", footer: true),
            Binding(.escape, .back, "leave the old one", footer: true),
            Binding(.tab, .nextPane, "complete", footer: true),
            Binding(.backTab, .previousPane, "complete, the other way round"),
            Binding(.up, .up, history.isEmpty ? "earlier filter" : "earlier filters", footer: !history.isEmpty),
            Binding(.down, .down, "later filter"),
            Binding(.control("u"), .top, "clear", footer: true),
        ])
    }

    package mutating func update(_ action: Action, _ snapshot: Snapshot) -> Reaction {
        switch action {
        case .open: return mistake == nil ? .answer(.applyFilter(field.text)) : .handled()
        case .back: return .answer(.dropPreview)
        case .nextPane: return complete(1, snapshot)
        case .previousPane: return complete(-1, snapshot)
        case .up: return recall(recalled - 1, snapshot)
        case .down: return recall(recalled + 1, snapshot)
        case .top:
            field.text = ""
            return edited(snapshot)
        default: return .ignored
        }
    }

    package mutating func type(_ key: Key, _ snapshot: Snapshot) -> Reaction {
        let before = field.text
        guard field.handle(key) else { return .handled() }
        round = nil
        return field.text == before ? .handled() : edited(snapshot)
    }

    private mutating func edited(_ snapshot: Snapshot) -> Reaction {
        round = nil
        recalled = history.count
        typed = field.text
        return preview(snapshot)
    }

    private mutating func recall(_ index: Int, _ snapshot: Snapshot) -> Reaction {
        guard (0...history.count).contains(index) else { return .handled() }
        recalled = index
        round = nil
        field.text = index < history.count ? history[index] : typed
        return preview(snapshot)
    }

    private mutating func complete(_ step: Int, _ snapshot: Snapshot) -> Reaction {
        var round: Round
        if let begun = self.round {
            round = begun
            round.index = (begun.index + step + begun.completion.offers.count) % begun.completion.offers.count
        } else {
            let completion = completion(snapshot)
            guard !completion.offers.isEmpty else { return .handled() }
            let length = field.textBeforeCursor.count - completion.start
            round = Round(completion: completion, index: step > 0 ? 0 : completion.offers.count - 1, length: length)
        }
        let offer = round.completion.offers[round.index]
        field.replace(round.length, with: offer)
        round.length = offer.count
        // There is nothing to go round: the next Tab completes what is typed then.
        self.round = round.completion.offers.count == 1 ? nil : round
        recalled = history.count
        typed = field.text
        return preview(snapshot)
    }

    private func completion(_ snapshot: Snapshot) -> QueryCompletion {
        QueryCompletion(field.textBeforeCursor, snapshot.fields)
    }

    private mutating func preview(_ snapshot: Snapshot) -> Reaction {
        do {
            _ = try Query(field.text, now: snapshot.now)
            mistake = nil
            return .tell(.previewFilter(field.text))
        } catch {
            mistake = error
            return .handled()
        }
    }

    // MARK: Painting

    package func render(_ snapshot: Snapshot, in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let bar = area.bottom(3).1
        canvas.clear(bar)
        canvas.rule(y: 0, in: bar, title: title)
        if let counted = counted(snapshot) {
            let words = " \(counted) "
            canvas.write(words, x: bar.width - displayWidth(words) - 2, in: bar, theme.text)
        }
        let line = Rect(x: bar.x + 1, y: bar.y + 1, width: bar.width - 2, height: 1)
        canvas.cursor = field.draw(in: line, to: &canvas.buffer)
        let below = Rect(x: bar.x + 1, y: bar.y + 2, width: bar.width - 2, height: 1)
        let offers = (round?.completion ?? completion(snapshot)).offers
        if let mistake, offers.isEmpty || mistake.offset < field.text.count {
            paint(mistake, line, below, on: &canvas)
        } else if field.isEmpty {
            let hint = "level>=warn  service=a,b  type~\"^Order\"  duration>250ms  \"text\"  not x=1  a or b"
            canvas.write(hint.truncated(to: below.width), in: below, theme.dim)
        } else {
            paint(offers, in: below, on: &canvas)
        }
    }

    /// What Tab offers, as far as there is room; what it has chosen in the accent.
    private func paint(_ offers: [String], in area: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let chosen = round?.index
        var x = 0
        var i = max(0, (chosen ?? 0) - 2)
        if !offers.isEmpty { x += canvas.write("\(Key.tab.label(theme))  ", in: area, theme.accent) }
        while i < offers.count {
            let offer = offers[i].truncated(to: 40)
            guard x + displayWidth(offer) <= area.width else { break }
            x += canvas.write(offer, x: x, in: area, i == chosen ? theme.accent : theme.dim) + 2
            i += 1
        }
    }

    private func counted(_ snapshot: Snapshot) -> String? {
        if let traces = snapshot.traces, snapshot.matches.available.isEmpty {
            return "\(Figures.count(traces.total)) flows"
        }
        let matches = snapshot.coming ?? snapshot.matches
        guard !matches.available.isEmpty else { return nil }
        let found = "\(Figures.count(matches.count)) of \(Figures.count(matches.available.count))"
        return matches.isSearching ? "counting, \(Int(matches.progress * 100)) %, \(found)" : found
    }

    /// A caret under the character at fault, and what is wrong with it; quiet where something is only missing yet.
    private func paint(_ mistake: QueryError, _ line: Rect, _ below: Rect, on canvas: inout Canvas) {
        let theme = canvas.theme
        let text = field.text
        let isUnfinished = mistake.offset >= text.count
        let style = isUnfinished ? theme.warning : theme.error
        let column = displayWidth(String(text.prefix(mistake.offset)))
        // A long line is scrolled; then the words alone must do.
        guard displayWidth(text) < line.width else {
            let words = "\(theme.failed) character \(mistake.offset + 1): \(mistake.message)"
            canvas.write(words.truncated(to: below.width), in: below, style)
            return
        }
        if !isUnfinished {
            canvas.buffer.restyle(Rect(x: line.x + column, y: line.y, width: 1, height: 1)) { style in
                style = theme.error
                style.attributes.insert(.underline)
            }
        }
        canvas.write("^", x: column, in: below, style)
        let words = mistake.message
        let width = displayWidth(words)
        if column + 2 + width <= below.width {
            canvas.write(words, x: column + 2, in: below, style)
        } else if width + 1 <= column {
            canvas.write(words, x: column - width - 1, in: below, style)
        } else if below.width - column >= column {
            canvas.write(words.truncated(to: below.width - column - 2), x: column + 2, in: below, style)
        } else {
            canvas.write(words.truncated(to: column - 1), in: below, style)
        }
    }
}
