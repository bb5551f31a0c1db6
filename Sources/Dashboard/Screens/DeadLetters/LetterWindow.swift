import DeadLetters
package import EventModel

/// The stretch of a group's messages that is loaded: the page that the selection is in, and its neighbours. The pages before are
/// known by where they begin and nothing else, so that a million messages take no more room than a few hundred.
package struct LetterWindow: Hashable, Sendable {
    /// Where each page begins that has been reached; the first begins at the first message.
    private var starts: [DeadLetterCursor?] = [nil]
    /// The page that the selection is in.
    private var centre = 0

    package init() {}

    /// The pages that are asked for, by number.
    private var wanted: Range<Int> { max(0, centre - 1)..<min(starts.count, centre + 2) }

    /// The pages that are asked for.
    package func pages(_ queue: String, _ group: String, _ order: DeadLetterRequest.Order) -> [DeadLetterPage] {
        wanted.map { DeadLetterPage(queue: queue, group: group, order: order, after: starts[$0]) }
    }

    /// What is loaded of the pages that are asked for, in one piece.
    package struct Stretch: Hashable, Sendable {
        /// In order, none twice.
        package var letters: [DeadLetter] = []
        /// How many messages come before the first of them, as far as is known.
        package var before = 0
        /// The page of each message.
        fileprivate var page: [String: Int] = [:]

        package init() {}

        /// A given list, with nothing before it.
        package init(_ letters: [DeadLetter]) { self.letters = letters }
    }

    /// What has come, out of all pages that there are. Nil until the first of it has.
    package func stretch(
        _ queue: String,
        _ group: String,
        _ order: DeadLetterRequest.Order,
        in pages: [DeadLetterPage: [DeadLetter]]
    ) -> Stretch? {
        var stretch: Stretch?
        for (number, page) in zip(wanted, self.pages(queue, group, order)) {
            guard let letters = pages[page] else {
                if stretch == nil { continue } else { break }
            }
            if stretch == nil {
                stretch = Stretch()
                stretch?.before = number * DeadLetterPage.length
            }
            for letter in letters where stretch?.page[letter.id] == nil {
                stretch?.page[letter.id] = number
                stretch?.letters.append(letter)
            }
        }
        return stretch
    }

    /// Learns from what has come where the next pages begin.
    package mutating func learn(
        _ queue: String,
        _ group: String,
        _ order: DeadLetterRequest.Order,
        from pages: [DeadLetterPage: [DeadLetter]]
    ) {
        for (number, page) in zip(wanted, self.pages(queue, group, order)) {
            guard let letters = pages[page], letters.count >= page.limit, let last = letters.last else { continue }
            let end = last.cursor(order)
            if number + 1 == starts.count {
                starts.append(end)
            } else if let next = starts[number + 1], end < next {
                // Messages have come in between: without this they would be on no page.
                starts[number + 1] = end
            }
        }
    }

    /// Moves with the selection.
    package mutating func follow(_ id: String, in stretch: Stretch) {
        if let page = stretch.page[id] { centre = page }
    }

    /// Moves a page on, or back.
    package mutating func turn(_ step: Int) { centre = min(max(0, centre + step), starts.count - 1) }
}

extension DeadLetter {
    /// Its place in its queue.
    func cursor(_ order: DeadLetterRequest.Order) -> DeadLetterCursor {
        DeadLetterCursor(at: order == .died ? died : expires ?? Timestamp(nanoseconds: .max), id: id)
    }
}
