package import EventModel
import Telemetry

/// A filter of dead letters: the same language as everywhere, read on what `tailrace dlq show` prints of a message. Each message is
/// looked at once, not on each frame.
package struct DeadLetterFilter: Sendable {
    /// The filter that is kept; empty shows everything.
    package private(set) var text = ""
    private var preview: String?
    private var query: Query?
    /// By id, what is known of the messages that are loaded.
    private var known: [String: Bool] = [:]

    package init() {}

    /// What is applied now: the text being typed, else the one that is kept.
    package var applied: String { preview ?? text }

    /// Applies a text while it is typed; nil: the one that is kept again.
    package mutating func preview(_ text: String?, now: Timestamp) {
        preview = text
        compile(now)
    }

    /// Keeps a text. The filter bar lets none through that is no query.
    package mutating func keep(_ text: String, now: Timestamp) {
        (self.text, preview) = (text, nil)
        compile(now)
    }

    private mutating func compile(_ now: Timestamp) {
        query = applied.isEmpty ? nil : try? Query(applied, now: now)
        known = [:]
    }

    /// Takes note of the messages that are loaded.
    package mutating func settle(_ letters: some Sequence<DeadLetter>) {
        guard let query else { return }
        var next: [String: Bool] = [:]
        for letter in letters { next[letter.id] = known[letter.id] ?? query.matches(letter.json) }
        known = next
    }

    /// Whether a message shows.
    package func shows(_ letter: DeadLetter) -> Bool { query == nil || known[letter.id] ?? false }
}
