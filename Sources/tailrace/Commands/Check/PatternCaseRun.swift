import EventModel
import Pipeline
import TerminalUI

/// A file of cases for event patterns, run and reported.
struct PatternCaseRun {
    private struct Difference {
        var one: PatternCase
        var answer: PatternCase.Answer
        var reason: String?
    }

    private let path: String
    private let format: FormatOptions

    init(_ path: String, _ format: FormatOptions) {
        self.path = path
        self.format = format
    }

    /// - Throws: ``Failure`` `notFound` if a case differs, `badInput` for a line that is no case.
    func run() throws {
        var passed = 0
        var differences: [Difference] = []
        for (i, line) in try FileLines(path).enumerated()
        where !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) {
            let one: PatternCase
            do {
                one = try PatternCase(try JSON(parsing: line))
            } catch {
                throw Failure.badInput("\(visible(path)):\(i + 1): \(visible("\(error)"))")
            }
            let (answer, reason) = one.run()
            if answer == one.expected {
                passed += 1
            } else {
                differences.append(Difference(one: one, answer: answer, reason: reason))
            }
        }
        if passed + differences.count == 0 { throw Failure.badInput("\(visible(path)): it has no cases") }
        if format.output == .json {
            Output.print(json(passed, differences).description)
        } else {
            for difference in differences { print(difference) }
            Output.print("\(passed) passed, \(differences.count) failed")
        }
        if !differences.isEmpty { throw Failure.notFound("") }
    }

    private func print(_ difference: Difference) {
        let one = difference.one
        let name = one.name.isEmpty ? "" : " \(visible(one.name))"
        let reason = difference.reason.map { ": \(visible($0))" } ?? ""
        Output.print(
            "\(visible(one.id))\(name): expected \(one.expected.rawValue), got \(difference.answer.rawValue)\(reason)"
        )
        Output.print("  pattern \(visible(one.pattern))")
        if let event = one.event { Output.print("  event   \(visible(event))") }
    }

    private func json(_ passed: Int, _ differences: [Difference]) -> JSON {
        [
            "passed": .int(passed), "failed": .int(differences.count),
            "differences": .array(
                differences.map { difference in
                    [
                        "id": .string(difference.one.id), "name": .string(difference.one.name),
                        "expected": .string(difference.one.expected.rawValue),
                        "got": .string(difference.answer.rawValue),
                        "reason": difference.reason.map(JSON.string) ?? .null,
                        "pattern": .string(difference.one.pattern),
                        "event": difference.one.event.map(JSON.string) ?? .null,
                    ]
                }
            ),
        ]
    }
}
