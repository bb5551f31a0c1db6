import EventModel

/// Which edition of JSON Schema a schema is written in.
package enum Dialect: Sendable {
    /// Drafts 6 and 7.
    case draft7
    case draft2019
    case draft2020

    /// What `$schema` names; draft 7 for a metaschema that is not known.
    init(_ metaschema: String) {
        if metaschema.contains("/2020-12/") {
            self = .draft2020
        } else if metaschema.contains("/2019-09/") {
            self = .draft2019
        } else {
            self = .draft7
        }
    }

    /// What a `$schema` names that can not be validated with.
    static func isTooOld(_ metaschema: String) -> Bool {
        ["draft-01", "draft-02", "draft-03", "draft-04"].contains { metaschema.contains("/\($0)/") }
    }

    /// What else stands beside `$ref` counts too.
    var refHasSiblings: Bool { self != .draft7 }

    /// How the schemas within a keyword's value are laid out.
    enum Layout { case schema, list, map, itself }

    /// Where further schemas are, by keyword; nil for a keyword that holds none.
    func layout(of keyword: String, _ value: JSON) -> Layout? {
        switch keyword {
        case "additionalItems" where self != .draft2020: .schema
        case "items": value.array == nil || self == .draft2020 ? .schema : .list
        case "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else": .schema
        case "allOf", "anyOf", "oneOf": .list
        case "definitions", "properties", "patternProperties", "dependencies": .map
        case "prefixItems" where self == .draft2020: .list
        case "$defs" where self != .draft7, "dependentSchemas" where self != .draft7: .map
        case "unevaluatedItems" where self != .draft7, "unevaluatedProperties" where self != .draft7: .schema
        default: nil
        }
    }
}
