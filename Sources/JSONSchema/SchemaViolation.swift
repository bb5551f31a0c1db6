package import EventModel

/// One thing that is wrong with a value, by its schema.
package struct SchemaViolation: Hashable, Sendable, CustomStringConvertible {
    /// Where in the value: a JSON pointer, `/items/0/sku`; empty for the value itself.
    package let instancePath: String
    /// Which keyword of the schema: `#/definitions/item/properties/sku/pattern`, with the document's address before the `#` where
    /// that is another one than the schema's own.
    package let schemaPath: String
    /// `pattern`; `false` where the schema allows nothing.
    package let keyword: String
    /// A sentence without its subject: "must be a string, not 5".
    package let message: String

    /// The path as people read it: `/` is the value itself.
    package var path: String { instancePath.isEmpty ? "/" : instancePath }

    /// `/items/0/sku: must be a string, not 5`.
    package var description: String { "\(path): \(message)" }

    /// `{"path","schema_path","keyword","message"}`.
    package var json: JSON {
        [
            "path": .string(instancePath), "schema_path": .string(schemaPath), "keyword": .string(keyword),
            "message": .string(message),
        ]
    }
}
