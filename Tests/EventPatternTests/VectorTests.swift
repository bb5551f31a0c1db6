import EventModel
import Foundation
import Pipeline
import Testing

@Suite("Event patterns: the field's own cases", .enabled(if: SharedVectors.root != nil, SharedVectors.missing))
struct VectorTests {
    /// Cases that can not pass, by id, each with its reason: ``exceptions.json``. One that passes must leave the file.
    private func exceptions() throws -> [String: String] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "exceptions.json")
        let json = try JSON(parsing: Array(try Data(contentsOf: file)))
        return Dictionary(
            uniqueKeysWithValues: (json.object?.members ?? []).map { ($0.name, $0.value.string ?? "") }
        )
    }

    @Test func everyCaseAgreesOrIsListedWithItsReason() throws {
        let (cases, exceptions) = (try PatternCases.all(), try exceptions())
        #expect(cases.count == 2_019)
        for one in cases {
            let complaint = complaint(one)
            if let reason = exceptions[one.id] {
                #expect(!reason.isEmpty, "\(one.id) is listed without a reason")
                #expect(complaint != nil, "\(one.id) passes: take it out of exceptions.json")
            } else {
                #expect(complaint == nil, "\(one.id) \(one.name): \(complaint ?? "")")
            }
        }
        let known = Set(cases.map(\.id))
        #expect(exceptions.keys.allSatisfy(known.contains), "exceptions.json names a case that is not there")
    }

    /// What is wrong with our answer; nil if nothing is.
    private func complaint(_ one: PatternCase) -> String? {
        let (answer, reason) = one.run()
        guard answer != one.expected else { return nil }
        return "\(answer.rawValue), not \(one.expected.rawValue): \(reason ?? "") \(one.pattern) on \(one.event ?? "")"
    }
}
