package import EventModel

/// Cases in the shape of the JSON Schema test suite (https://github.com/json-schema-org/JSON-Schema-Test-Suite#structure-of-a-test):
/// groups `{description, schema, tests: [{description, data, valid}]}`, as one array or one a line.
package struct SchemaSuite: Sendable {
    package struct Group: Sendable {
        package var description: String
        package var schema: JSON
        package var cases: [Case]
    }
    package struct Case: Sendable {
        package var description: String
        package var data: JSON
        package var isValid: Bool
    }
    /// What became of a case.
    package struct Outcome: Sendable {
        /// `GROUP / CASE`.
        package var name: String
        package var expected: Bool
        /// Nil where the schema could not be read.
        package var answered: Bool?
        /// Why: the first violation, or what is wrong with the schema.
        package var reason: String
        package var passed: Bool { answered == expected }
    }
    /// Why a file is no suite.
    package struct ShapeError: Error, CustomStringConvertible {
        package var description: String
    }

    package let groups: [Group]

    /// - Throws: ``ShapeError``.
    package init(parsing bytes: [UInt8]) throws(ShapeError) {
        var values: [JSON] = []
        do throws(JSON.ParseError) {
            let whole = try JSON(parsing: bytes)
            values = whole.array ?? [whole]
        } catch {
            let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            for (n, line) in lines.enumerated() where !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) {
                do throws(JSON.ParseError) {
                    let value = try JSON(parsing: Array(line))
                    values += value.array ?? [value]
                } catch let other {
                    // The first line is no value by itself: the file is one, and what was wrong with it counts.
                    throw ShapeError(description: values.isEmpty ? "\(error)" : "line \(n + 1): \(other)")
                }
            }
        }
        var groups: [Group] = []
        for (n, value) in values.enumerated() { groups.append(try Self.group(value, n)) }
        guard !groups.isEmpty else { throw ShapeError(description: "there are no cases in it") }
        self.groups = groups
    }

    private static func group(_ value: JSON, _ n: Int) throws(ShapeError) -> Group {
        guard let schema = value["schema"], let tests = value["tests"]?.array else {
            throw ShapeError(description: "group \(n + 1) needs a schema and an array of tests")
        }
        var cases: [Case] = []
        for (m, test) in tests.enumerated() {
            guard let data = test["data"], let isValid = test["valid"]?.bool else {
                throw ShapeError(description: "group \(n + 1), test \(m + 1) needs data, and valid as true or false")
            }
            cases.append(Case(description: test["description"]?.string ?? "\(m + 1)", data: data, isValid: isValid))
        }
        return Group(description: value["description"]?.string ?? "\(n + 1)", schema: schema, cases: cases)
    }

    /// Runs every case, in order.
    package func run(
        dialect: Dialect = .draft7,
        assertsFormat: Bool? = nil,
        remotes: @escaping JSONSchema.Remotes
    ) -> [Outcome] {
        groups.flatMap { group -> [Outcome] in
            let schema: JSONSchema
            do throws(SchemaError) {
                schema = try JSONSchema(group.schema, dialect: dialect, assertsFormat: assertsFormat, remotes: remotes)
            } catch {
                return group.cases.map {
                    Outcome(
                        name: "\(group.description) / \($0.description)",
                        expected: $0.isValid,
                        answered: nil,
                        reason: "\(error)"
                    )
                }
            }
            return group.cases.map { test in
                let violation = schema.violations(in: test.data, limit: 1).first
                return Outcome(
                    name: "\(group.description) / \(test.description)",
                    expected: test.isValid,
                    answered: violation == nil,
                    reason: violation.map { "\($0)" } ?? "nothing is wrong with it"
                )
            }
        }
    }
}
