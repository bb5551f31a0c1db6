/// Why a JSON Schema can not be used, and where in it.
package struct SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The place of the mistake: `#/properties/sku/pattern`, with the document's address before the `#` where that is another one.
    package let place: String
    /// A sentence without its subject: "must be a string, not 5".
    package let reason: String
    package var description: String { "schema \(place) \(reason)" }
}
