import ArgumentParser
import EventModel
import JSONSchema
import TerminalUI

/// `tailrace check schema`: whether an event keeps a contract.
struct CheckSchema: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Check a JSON value by a JSON Schema (draft 7), or run cases of the JSON Schema test suite.",
        discussion: """
            Exit status: 0 valid, or all cases passed · 1 invalid, or a case differs · 2 a schema or a file that can not be read.

            $ref reaches other files beside the schema; http addresses are never fetched: --remotes DIR serves them from a folder. \
            With --cases, the suite's own folder `remotes` is found by itself.
            """
    )
    @Argument(
        help: ArgumentHelp("The schema, then the value (- for standard input).", valueName: "schema.json event.json")
    )
    var files: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp("A file of cases, as the suite has them or one group a line.", valueName: "file")
    )
    var cases: [String] = []
    @Option(name: .long, help: ArgumentHelp("Answers http addresses by the path below this folder.", valueName: "dir"))
    var remotes: String?
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if cases.isEmpty, files.count != 2 {
            throw ValidationError("Give a schema and a value, or --cases FILE.")
        }
        if !cases.isEmpty, !files.isEmpty {
            throw ValidationError("Give either a schema and a value, or --cases FILE.")
        }
    }

    func run() async throws {
        if cases.isEmpty { try checkValue(schema: files[0], value: files[1]) } else { try runCases() }
    }

    private func checkValue(schema schemaFile: String, value valueFile: String) throws {
        let text = try WholeFile.json(schemaFile)
        let value = try WholeFile.json(valueFile)
        let folder = SchemaFolder(remotes: remotes)
        let schema: JSONSchema
        do throws(SchemaError) {
            schema = try JSONSchema(text, uri: SchemaFolder.address(of: schemaFile), remotes: folder.document)
        } catch {
            throw Failure.badInput("\(visible(schemaFile)): \(visible("\(error)"))")
        }
        let violations = schema.violations(in: value)
        if format.output == .json {
            let report: JSON = ["valid": .bool(violations.isEmpty), "errors": .array(violations.map(\.json))]
            Output.print(report.description)
        } else if violations.isEmpty {
            Output.print("valid")
        } else {
            for violation in violations {
                let by = format.paint("  by \(visible(violation.schemaPath))", .dim)
                Output.print("\(format.paint(visible(violation.path), .bold)): \(visible(violation.message))\(by)")
            }
        }
        if !violations.isEmpty { throw Failure.notFound("") }
    }

    private func runCases() throws {
        var (passed, different) = (0, [JSON]())
        for file in cases {
            let bytes = try WholeFile.bytes(file)
            let suite: SchemaSuite
            do throws(SchemaSuite.ShapeError) {
                suite = try SchemaSuite(parsing: bytes)
            } catch {
                throw Failure.badInput("\(visible(file)): \(visible("\(error)"))")
            }
            let folder = SchemaFolder(remotes: remotes ?? SchemaFolder.besides(file))
            let assertsFormat = file.contains("/optional/format/") ? true : nil
            for outcome in suite.run(assertsFormat: assertsFormat, remotes: folder.document) {
                if outcome.passed {
                    passed += 1
                    continue
                }
                different.append([
                    "file": .string(file), "name": .string(outcome.name), "expected": .bool(outcome.expected),
                    "answered": outcome.answered.map(JSON.bool) ?? .null, "reason": .string(outcome.reason),
                ])
                guard format.output != .json else { continue }
                let wanted = outcome.expected ? "valid" : "invalid"
                Output.print(
                    "\(format.paint("differs", .red)) \(visible(file)): \(visible(outcome.name)): should be \(wanted): "
                        + visible(outcome.reason)
                )
            }
        }
        if format.output == .json {
            let report: JSON = ["passed": .int(passed), "failed": .int(different.count), "cases": .array(different)]
            Output.print(report.description)
        } else {
            Output.print("\(passed) passed, \(different.count) failed")
        }
        if !different.isEmpty { throw Failure.notFound("") }
    }
}
