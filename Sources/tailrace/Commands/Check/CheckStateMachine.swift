import ArgumentParser
import EventModel
import StatesLanguage
import TerminalUI

/// `tailrace check statemachine`.
struct CheckStateMachine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statemachine",
        abstract: "Check a definition in the Amazon States Language, try it on an input, or run the field's cases.",
        discussion: """
            Exit status: 0 valid, or the run succeeded, or all cases passed · 1 mistakes, a run that failed, or a case that differs · \
            2 bad input.

            A run takes no time: waits end at once. What tasks give stands in --results: \
            {"STATE": [{"output": …}, {"error": "E", "cause": "…"}, {"silent": true}]}, one for each attempt, the last for all after it.
            """
    )
    @Argument(help: "The file with the definition; - is standard input.") var definition: String?
    @Option(name: .long, help: ArgumentHelp("Run it on this input and print its output.", valueName: "file.json"))
    var input: String?
    @Option(name: .long, help: ArgumentHelp("What its tasks give in the run.", valueName: "file.json"))
    var results: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Run a file of cases, one a line, or every .jsonl file of a folder.",
            valueName: "file or folder"
        )
    )
    var cases: [String] = []
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if cases.isEmpty, definition == nil { throw ValidationError("name a definition, or --cases and a file") }
        if !cases.isEmpty, definition != nil || input != nil {
            throw ValidationError("--cases takes the place of a definition and its input")
        }
        if results != nil, input == nil { throw ValidationError("--results goes with --input") }
        if [definition, input, results].filter({ $0 == "-" }).count > 1 {
            throw ValidationError("only one of definition, input and results can come from standard input")
        }
    }

    func run() async throws {
        guard let definition else { return try StatesCaseRun(cases, format).run() }
        let json = try WholeFile.json(definition)
        let machine: StateMachine
        do throws(StateMachine.Invalid) {
            machine = try StateMachine(json)
        } catch {
            if input == nil { return try report(error.mistakes) }
            throw Failure.badInput(
                error.mistakes.map { "\(visible(definition)): \(visible($0.description))" }.joined(separator: "\n")
            )
        }
        guard let input else { return try report([]) }
        try StateMachineTrial(machine, results: try results.map(StateMachineTrial.Results.init), format).run(
            try WholeFile.json(input)
        )
    }

    private func report(_ mistakes: [DefinitionMistake]) throws {
        if format.output == .json {
            let report: JSON = ["valid": .bool(mistakes.isEmpty), "mistakes": .array(mistakes.map(\.json))]
            Output.print(report.description)
        } else if mistakes.isEmpty {
            Output.print("valid")
        } else {
            for mistake in mistakes {
                Output.print("\(format.paint(visible(mistake.path), .bold)): \(visible(mistake.message))")
            }
        }
        if !mistakes.isEmpty { throw Failure.notFound("") }
    }
}
