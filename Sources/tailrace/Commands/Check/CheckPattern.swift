import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace check pattern`.
struct CheckPattern: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pattern",
        abstract: "Whether an EventBridge event pattern matches an event.",
        discussion: """
            Exit status: 0 a match · 1 none · 2 an invalid pattern or bad input. With --cases: 0 all passed · 1 some differ.
            Texts are taken byte for byte: 300 and 3e2 are one number, of a name that stands twice the last value counts, and \
            what stands behind the closing brace is not looked at.
            """
    )
    @Argument(help: "The file with the pattern; - is standard input.") var pattern: String?
    @Argument(help: "The file with the event.") var event: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Run a file of cases, one a line: {\"id\", \"pattern\", \"event\", \"valid\", \"matches\"}.",
            valueName: "file.jsonl"
        )
    )
    var cases: String?
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if cases != nil {
            if pattern != nil { throw ValidationError("--cases takes the place of PATTERN and EVENT") }
        } else if pattern == nil || event == nil {
            throw ValidationError("name a pattern and an event, or --cases and a file")
        } else if pattern == "-", event == "-" {
            throw ValidationError("only one of pattern and event can come from standard input")
        }
    }

    func run() async throws {
        if let cases { return try PatternCaseRun(cases, format).run() }
        guard let pattern, let event else { return }
        let explanation = try CheckPattern.compiled(pattern).explain(try CheckPattern.event(event))
        if format.output == .json {
            Output.print(explanation.json.description)
        } else {
            Output.print(explanation.text)
        }
        if explanation != .matches { throw Failure.notFound("") }
    }

    private static func compiled(_ path: String) throws -> EventPattern {
        let text = try InputText.read(path)
        do {
            return try EventPattern(text: text)
        } catch {
            throw Failure.badInput("\(visible(path)): \(visible(error.description))")
        }
    }

    /// Reads an event as the service does: what stands behind the closing brace is not looked at.
    static func event(_ path: String) throws -> JSON {
        let json: JSON
        do {
            json = try JSON(leading: try InputText.read(path))
        } catch let error as JSON.ParseError {
            throw Failure.badInput("\(visible(path)): the event is \(error)")
        }
        guard json.object != nil else { throw Failure.badInput("\(visible(path)): the event must be a JSON object") }
        return json
    }
}

extension EventPattern.Explanation {
    /// One sentence for a person.
    var text: String {
        switch self {
        case .matches: return "match"
        case .differentElements:
            return "no match: every field matches, but not all in the same element of an array that they share"
        case .misses(let misses, _):
            let reasons = misses.map { miss in
                let found = miss.found.prefix(3).map { visible($0) }.joined(separator: ", ")
                let more = miss.found.count > 3 ? ", …" : ""
                return "\(visible(miss.path)) " + (miss.found.isEmpty ? "is absent" : "is \(found)\(more)")
            }
            return "no match: " + reasons.joined(separator: "; ")
        }
    }

    var json: JSON {
        var misses: [JSON] = []
        if case .misses(let all, _) = self {
            misses = all.map { ["path": .string($0.path), "found": .array($0.found.map(JSON.string))] }
        }
        return [
            "matches": .bool(self == .matches), "different_elements": .bool(self == .differentElements),
            "misses": .array(misses),
        ]
    }
}
