package import EventModel

/// An EventBridge event pattern, compiled once and matched often
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html).
///
/// Fields are ANDed, the values of a field are ORed. A path is its member names joined by dots, so `{"a":{"b":…}}` and
/// `{"a.b":…}` are the same, in the pattern and in the event. What several fields match must come from the same element of
/// every array they share. Where the guide leaves a case open, this does what https://github.com/aws/event-ruler does.
package struct EventPattern: Sendable {
    /// One field's condition: the path, and the tests of which one must hold.
    struct Field: Hashable, Sendable {
        var path: String
        /// Its number among the paths that events are laid out by.
        var number: Int
        var tests: [Test]
    }

    /// `$or` multiplied out: the alternatives, each with its fields in the order of their paths. The order is part of the
    /// language: whether a field is absent from an array element is asked of the element that the fields before it chose.
    let alternatives: [[Field]]
    /// The paths of the fields.
    let paths: PathTable

    /// Compiles a pattern.
    ///
    /// - Throws: ``EventPatternError`` with the place and the reason.
    package init(_ pattern: JSON) throws(EventPatternError) {
        var compiler = Compiler()
        try compiler.compile(pattern)
        var paths = PathTable()
        var alternatives: [[Field]] = []
        for fields in compiler.alternatives {
            let ordered = fields.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            alternatives.append(
                ordered.map { Field(path: $0.key, number: paths.number(of: $0.key), tests: $0.value) }
            )
        }
        self.alternatives = alternatives
        self.paths = paths
    }

    /// Compiles a pattern from its text: as in the service, of a name that stands twice every value counts for the paths in it
    /// (the last for one path), and what stands behind the closing brace is not looked at.
    ///
    /// - Throws: ``EventPatternError``, for what is no JSON too.
    package init(text: [UInt8]) throws(EventPatternError) {
        let json: JSON
        do {
            json = try JSON(leading: text)
        } catch {
            throw EventPatternError(path: "", reason: "is \(error)")
        }
        try self.init(json)
    }

    /// Whether the event, in its EventBridge form, matches. An event that is no object matches nothing.
    package func matches(_ event: JSON) -> Bool {
        var leaves = Leaves()
        leaves.lay(out: event, by: paths)
        return leaves.withValues { values in
            alternatives.contains { Search(fields: $0, in: values)?.succeeds() ?? false }
        }
    }
}
