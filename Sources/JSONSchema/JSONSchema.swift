package import EventModel

/// A JSON Schema (https://json-schema.org/draft-07), read once and ready to check values: draft 7 whole, with its formats and
/// content keywords; of the editions after it, which a schema may refer to, all but `unevaluated…` and `$dynamicRef`.
///
/// Nothing a schema or a value says can exhaust the stack or take for ever: where checking would go too deep or take too long,
/// that is what is wrong with the value.
package struct JSONSchema: Sendable {
    let nodes: [SchemaNode]

    /// Fetches the document at an address that a reference names; nil if there is none.
    package typealias Remotes = (_ address: String) throws -> JSON?

    /// - Parameters:
    ///   - uri: the address of the schema, for what it refers to relative to itself; empty if it has none.
    ///   - dialect: the edition, where no `$schema` names it.
    ///   - assertsFormat: whether `format` is checked; nil: as the edition has it, in draft 7 yes.
    ///   - remotes: asked for other documents, once each, before this returns.
    /// - Throws: ``SchemaError`` that names the place.
    package init(
        _ schema: JSON,
        uri: String = "",
        dialect: Dialect = .draft7,
        assertsFormat: Bool? = nil,
        remotes: @escaping Remotes = { _ in nil }
    ) throws(SchemaError) {
        var store = SchemaStore(remotes: remotes)
        let document = try store.add(schema, uri: URIReference(uri), dialect: dialect)
        let compiler = SchemaCompiler(store: store, assertsFormat: assertsFormat)
        try compiler.compile(document: document)
        nodes = compiler.nodes
    }

    /// What is wrong with a value, at most `limit` things, keyword by keyword; empty if it is valid.
    package func violations(in value: JSON, limit: Int = 100) -> [SchemaViolation] {
        var validator = SchemaValidator(nodes, limit: limit)
        return validator.validate(value)
    }

    package func isValid(_ value: JSON) -> Bool { violations(in: value, limit: 1).isEmpty }

    /// Whether a text is in a format that schemas name, such as `uri-reference`; a format that is not known takes every text.
    package static func accepts(_ text: String, as format: String) -> Bool {
        Format(rawValue: format)?.accepts(text) ?? true
    }

    /// The schema of draft-7 schemas.
    package static let metaschema: JSON = {
        do {
            return try JSON(parsing: PackageResources.draft_07_json)
        } catch {
            // The file is part of the program; a test reads it, so a broken one is never built.
            preconditionFailure("Resources/Schemas/draft-07.json: \(error)")
        }
    }()
}
