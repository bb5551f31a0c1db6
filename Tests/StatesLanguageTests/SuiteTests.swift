import EventModel
import StatesLanguage
import TestSupport
import Testing

/// The field's own cases. What can not pass stands in `exceptions.txt` beside this file, a line each: the case's id, then ` # ` and the
/// reason. A listed case that passes fails the test, so that the list stays true.
@Suite struct SuiteTests {
    private static let folder = "vectors/asl"

    @Test(
        .enabled(if: Shared.isThere, Shared.missing),
        arguments: [
            ("choice", 300, 0), ("definitions", 150, 25), ("exec-jsonata", 0, 80), ("exec-jsonpath", 170, 0),
            ("exec-moto", 120, 0), ("exec-tasks", 55, 25), ("test-state", 40, 75),
        ]
    )
    func agreesWithTheField(file: String, least: Int, mostSkipped: Int) throws {
        let exceptions = try Exceptions(beside: #filePath)
        var (passed, skipped) = (0, 0)
        for line in try Shared.lines("\(Self.folder)/\(file).jsonl") {
            let one = try StatesCase(JSON(parsing: line))
            let listed = exceptions.reason(one.id)
            switch one.run() {
            case .passed:
                passed += 1
                if let listed { Issue.record("\(one.id) passes now: take it out of exceptions.txt (\(listed))") }
            case .skipped: skipped += 1
            case .differs(let expected, let got):
                if listed == nil { Issue.record("\(one.id) \(one.name): expected \(expected), got \(got)") }
            }
        }
        #expect(passed >= least)
        #expect(skipped <= mostSkipped)
    }
}
