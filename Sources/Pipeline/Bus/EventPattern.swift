package import EventModel

/// An EventBridge event pattern, compiled once and matched often
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html).
///
/// Fields are ANDed, the values of a field are ORed. A path is its member names joined by dots, so `{"a":{"b":…}}` and
/// `{"a.b":…}` are the same, in the pattern and in the event. What several fields match must come from the same element of
/// every array they share.
package struct EventPattern: Sendable {
    /// One field's condition: the path, and the tests of which one must hold.
    struct Field: Sendable {
        var path: String
        var tests: [Test]
    }

    /// `$or` multiplied out: the alternatives, each with its fields in the order of their paths. The order is part of the
    /// language: whether a field is absent from an array element is asked of the element that the fields before it chose.
    let alternatives: [[Field]]

    /// Compiles a pattern.
    ///
    /// - Throws: ``EventPatternError`` with the place and the reason.
    package init(_ pattern: JSON) throws(EventPatternError) {
        var compiler = Compiler()
        try compiler.compile(pattern)
        alternatives = compiler.alternatives.map { fields in
            fields.map { Field(path: $0.key, tests: $0.value) }.sorted { $0.path < $1.path }
        }
    }

    /// Whether the event, in its EventBridge form, matches. An event that is no object matches nothing.
    package func matches(_ event: JSON) -> Bool { matches(Leaves(event)) }

    /// The same on an event laid out before, for a bus that tries many patterns on one event.
    package func matches(_ event: Leaves) -> Bool {
        alternatives.contains { Search(fields: $0, in: event)?.succeeds() ?? false }
    }
}
