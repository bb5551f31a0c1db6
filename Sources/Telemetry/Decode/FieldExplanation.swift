/// What lines of one shape were read as. Lines are of one shape if the same of their names mean something.
package struct FieldExplanation: Sendable {
    /// A name in the line, what stands there, and why it was taken for a field or not.
    package struct Source: Sendable {
        /// With the objects it stands in, such as `http.request.id`.
        package var path: String
        /// As JSON, cut where it is long.
        package var value: String
        package var why: String
    }

    /// A field with its source, and the names that were passed over.
    package struct Finding: Sendable {
        package var field: String
        package var source: Source?
        package var passedOver: [Source]
    }

    /// Lines of this shape.
    package var count = 0
    /// Where the first one is.
    package var file: String
    package var line: Int
    /// The names at the top of that line.
    package var keys: [String]
    package var findings: [Finding]
    /// The fields a record commonly has that nothing in the line means.
    package var missing: [String]
    /// What was done before names were looked for, such as opening an envelope; nil: nothing.
    package var note: String?
}

/// What all lines were read as, the most common shape first.
package struct FieldReport: Sendable {
    package static let mostShapes = 100

    package var shapes: [FieldExplanation] = []
    /// Lines of further shapes, beyond ``mostShapes``.
    package var others = 0
    /// Lines that are no records, and where the first one is.
    package var raw = 0
    package var rawFile: String?
    package var rawLine: Int?
}
