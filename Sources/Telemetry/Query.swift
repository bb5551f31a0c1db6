package import EventModel

/// A compiled query: `level>=warn service=orders,payments type~"^Order" duration>250ms "card declined" not cold_start=true`.
///
/// - Values compare as what they are: severities by rank, durations, sizes and times by amount, numbers by value,
///   other text by its bytes, its case included. A `*` in a value that is not quoted stands for anything; alone, for any value.
/// - A date or a clock time that is equalled is as long as the last thing written: `time=2026-11-21` is that day.
/// - What other tools have taught fingers: `field:value` (of `message` and `error`: contains), `-term` and `!term` for `not`,
///   `&&` and `||`, `=~` for `~`, `<>` for `!=`, `field in (a, b)`, `field:(a or b)`, field names in any case.
/// - A bare word and quoted text are searched for in the whole line, whatever their case.
/// - A field that a record does not have equals nothing, orders as nothing and matches no pattern; so `!=` and `!~`,
///   which are the opposites of `=` and `~`, hold for it.
/// - Fields with a name of their own, whatever the line calls them: `level` (`severity`), `service`, `type` (`event_type`),
///   `id` (`correlation_id`), `message`, `duration`, `wait`, `hop`, `resource`, `attempt`, `generation`, `time`
///   (`timestamp`), `error` (its type or message), `error.type`, `error.message`, `request_id`, `event_id`,
///   `causation_id`, `file`, `line`, and `metric` (`true` of lines that carry metrics, `false` of all others).
/// - A path that leads through an array holds if it holds for one element.
package struct Query: Sendable {
    /// As it was written.
    package let text: String
    let root: QueryNode

    /// Compiles a query; the empty text matches everything.
    ///
    /// - Parameter now: what relative times (`time>-15m`) count back from.
    /// - Throws: ``QueryError`` with the place of the mistake.
    package init(_ text: String, now: Timestamp = .now()) throws(QueryError) {
        self.text = text
        root = try QueryParser.parse(text, now: now)
    }

    /// The short name of a field that is known by this name (`severity`: `level`); nil of a path into the line.
    package static func fieldName(_ name: String) -> String? { QueryField(name: name)?.shortName }

    /// Whether it is the empty query.
    package var matchesEverything: Bool { if case .all = root { true } else { false } }

    /// Whether a JSON object matches, read as a log record would be; for dead letters.
    package func matches(_ record: JSON) -> Bool {
        if matchesEverything { return true }
        var line = record.utf8
        let count = line.count
        line.append(contentsOf: repeatElement(0, count: LineDecoder.padding))
        return line.withUnsafeBufferPointer { padded in
            let line = UnsafeBufferPointer(rebasing: padded[..<count])
            return DecoderPool.shared.with { decoder in
                let view = RecordView(
                    line: line,
                    decoder: decoder.decode(line) ? decoder : nil,
                    time: nil,
                    file: "",
                    number: 0
                )
                return root.matches(view)
            }
        }
    }
}

/// A mistake in a query: where, and what to write instead.
package struct QueryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In characters of the query, from 0.
    package var offset: Int
    package var message: String
    package init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }
    package var description: String { "query, character \(offset + 1): \(message)" }
}
