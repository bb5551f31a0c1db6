import EventModel
import Testing

/// One line of a vector file.
struct PatternCase: Sendable, CustomTestStringConvertible {
    var id: String
    var name: String
    var pattern: String
    var event: String?
    var valid: Bool
    var matches: Bool?
    /// Whether the event itself must be refused.
    var eventIsRefused: Bool
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
        eventIsRefused = line["eventError"].map { $0 != .null } ?? false
    }

    static func all() throws -> [PatternCase] {
        try ["aws-real", "docs", "edge", "ruler-tests"].flatMap { file in
            try SharedVectors.lines("event-patterns/\(file).jsonl").compactMap { PatternCase(try JSON(parsing: $0)) }
        }
    }
}
