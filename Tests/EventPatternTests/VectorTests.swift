import EventModel
import Pipeline
import Testing

@Suite("Event patterns: the field's own cases", .enabled(if: SharedVectors.root != nil, SharedVectors.missing))
struct VectorTests {
    @Test(arguments: ["aws-real", "docs", "edge", "ruler-tests"])
    func agrees(file: String) throws {
        let cases = try SharedVectors.lines("event-patterns/\(file).jsonl").compactMap {
            PatternCase(try JSON(parsing: $0))
        }
        #expect(!cases.isEmpty)
        for one in cases where one.usesOnlyOurForms {
            guard let pattern = try? JSON(parsing: one.pattern) else {
                continue
            }
            let compiled: EventPattern
            do {
                compiled = try EventPattern(pattern)
            } catch {
                #expect(!one.valid, "\(one.testDescription): \(error) in \(one.pattern)")
                continue
            }
            #expect(one.valid, "\(one.testDescription): accepted \(one.pattern)")
            guard let expected = one.matches, let text = one.event, let event = try? JSON(parsing: text) else {
                continue
            }
            #expect(compiled.matches(event) == expected, "\(one.testDescription): \(one.pattern) on \(text)")
        }
    }
}
