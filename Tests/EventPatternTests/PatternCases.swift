import EventModel
import Pipeline

enum PatternCases {
    /// All that are there, in the order of their files.
    static func all() throws -> [PatternCase] {
        try ["aws-real", "docs", "edge", "ruler-tests"].flatMap { file in
            try SharedVectors.lines("event-patterns/\(file).jsonl").map { try PatternCase(try JSON(parsing: $0)) }
        }
    }
}
