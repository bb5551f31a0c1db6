import ArgumentParser
import EventModel
import Flows
import Pipeline
import TerminalUI

/// `tailrace pipeline validate`.
struct PipelineValidate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check flow files and explain every mistake in them.",
        discussion:
            "One line a mistake: FILE:LINE:COLUMN: path: what is wrong; what to do. Exits with 1 if there is any."
    )
    @Argument(help: "Flow files, YAML or JSON; - is standard input.") var files: [String]
    @OptionGroup var format: FormatOptions

    func run() async throws {
        var results: [JSON] = []
        var isValid = true
        for path in files {
            let name = visible(path)
            do {
                let file = try FlowFile(path: path)
                results.append(["file": .string(path), "flow": .string(file.name), "valid": true, "mistakes": []])
                if format.output != .json {
                    Output.print("\(name): flow \(visible(file.name)): \(file.parts); no mistakes")
                }
            } catch let error as FlowMistakes {
                isValid = false
                let mistakes = JSON.array(error.mistakes.map(\.json))
                results.append(["file": .string(path), "flow": .null, "valid": false, "mistakes": mistakes])
                if format.output != .json {
                    for mistake in error.mistakes { Output.print("\(name):\(visible(mistake.description))") }
                }
            }
        }
        if format.output == .json { Output.print(JSON.array(results).description) }
        if !isValid { throw Failure.notFound("") }
    }
}

extension FlowFile {
    /// `2 rules, 1 queue, 3 functions`.
    fileprivate var parts: String {
        let counts = [
            (definition.rules.count, "rule"), (definition.queues.count, "queue"),
            (definition.functions.count, "function"), (definition.buckets.count, "bucket"),
            (definition.contracts.count, "contract"), (definition.routes.count, "route"),
        ]
        let words = counts.filter { $0.0 > 0 }.map { "\($0) \($1)\($0 == 1 ? "" : "s")" }
        return words.isEmpty ? "nothing" : words.joined(separator: ", ")
    }
}
