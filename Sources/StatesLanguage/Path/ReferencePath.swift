import EventModel

/// Where a result goes: `$`, or names and indices below it (https://states-language.net/spec.html#ref-paths).
package struct ReferencePath: Hashable, Sendable {
    package let text: String
    private let segments: [Path.Segment]

    /// - Throws: ``Path/Mistake``.
    package init(_ text: String) throws(Path.Mistake) {
        let path = try Path(text)
        guard path.root == .input, path.isReference else {
            throw Path.Mistake(offset: 0, reason: "a Reference Path has only names and indices: $.a.b[0]")
        }
        self.text = text
        segments = path.segments
    }

    /// Puts `value` into `target`. Members that are missing on the way are made; an element must be there.
    /// - Throws: ``StateFailure`` `States.ResultPathMatchFailure`.
    func set(_ value: JSON, in target: JSON) throws(StateFailure) -> JSON {
        try put(value, target, segments[...])
    }

    private func put(_ value: JSON, _ target: JSON?, _ rest: ArraySlice<Path.Segment>) throws(StateFailure) -> JSON {
        guard let segment = rest.first else { return value }
        let after = rest.dropFirst()
        switch segment {
        case .child(let name):
            // What is null is as good as missing; any other scalar and an array can not take a member.
            var object: JSON.Object
            switch target {
            case .object(let there): object = there
            case nil, .null: object = JSON.Object()
            default: throw mismatch
            }
            object[name] = try put(value, object[name], after)
            return .object(object)
        case .index(let i):
            guard var array = target?.array, array.indices.contains(i) else { throw mismatch }
            array[i] = try put(value, array[i], after)
            return .array(array)
        default: throw mismatch
        }
    }

    private var mismatch: StateFailure {
        StateFailure(
            .resultPathMatchFailure,
            "Unable to apply step \"\(segments.last.map(describe) ?? "$")\" of the Reference Path '\(text)' to the state's input"
        )
    }

    private func describe(_ segment: Path.Segment) -> String {
        switch segment {
        case .child(let name): name
        case .index(let i): "[\(i)]"
        default: "?"
        }
    }
}
