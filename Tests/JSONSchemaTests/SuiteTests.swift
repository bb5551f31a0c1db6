import EventModel
import JSONSchema
import TestSupport
import Testing

/// The JSON Schema test suite. What can not pass stands in `exceptions.txt` beside this file, a line each: the file, the group and
/// the case as below, then ` # ` and the reason. A listed case that passes fails the test, so that the list stays true.
@Suite struct SuiteTests {
    private static let suite = "vectors/json-schema"

    @Test(.enabled(if: Shared.isThere, Shared.missing), arguments: ["", "/optional", "/optional/format"])
    func agreesWithDraft7(folder: String) throws {
        let exceptions = try Exceptions(beside: #filePath)
        var tried = 0
        for name in try Shared.names(in: "\(Self.suite)/tests/draft7\(folder)") where name.hasSuffix(".json") {
            let path = "draft7\(folder)/\(name)"
            let suite = try SchemaSuite(parsing: Shared.bytes("\(Self.suite)/tests/\(path)"))
            for outcome in suite.run(remotes: Self.remote) {
                let listed = exceptions.reason("\(path): \(outcome.name)")
                if let listed {
                    #expect(
                        !outcome.passed,
                        "\(path): \(outcome.name) passes now: take it out of exceptions.txt (\(listed))"
                    )
                } else {
                    #expect(outcome.passed, "\(path): \(outcome.name): \(outcome.reason)")
                }
                tried += 1
            }
        }
        #expect(tried > 50)
    }

    /// `http://localhost:1234/` is the suite's folder of remotes.
    private static func remote(_ address: String) throws -> JSON? {
        let server = "http://localhost:1234/"
        guard address.hasPrefix(server) else { return nil }
        return try JSON(parsing: Shared.bytes("\(suite)/remotes/\(address.dropFirst(server.count))"))
    }
}
