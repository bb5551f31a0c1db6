import EventModel
import Pipeline
import Testing

/// One line of a vector file.
struct PatternCase: Sendable, CustomTestStringConvertible {
    var id: String
    var name: String
    var pattern: String
    var event: String?
    var valid: Bool
    var matches: Bool?
    var categories: [String]
    var testDescription: String { "\(id) \(name)" }

    init?(_ line: JSON) {
        guard let id = line["id"]?.string, let pattern = line["pattern"]?.string, let valid = line["valid"]?.bool else {
            return nil
        }
        self.id = id
        name = line["name"]?.string ?? ""
        self.pattern = pattern
        event = line["event"]?.string
        self.valid = valid
        matches = line["matches"]?.bool
        categories = line["category"]?.array?.compactMap(\.string) ?? []
    }

    /// Uses only what is supported: no other operator, and text that our strict reader keeps whole.
    var usesOnlyOurForms: Bool {
        let later = ["wildcard", "cidr", "equals-ignore-case", "ignore-case", "duplicate-key", "not-json"]
        return !categories.contains { category in later.contains { category.contains($0) } }
    }
}
