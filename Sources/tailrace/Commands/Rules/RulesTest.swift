import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace rules test`.
struct RulesTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Which rules an event would match, and what keeps the nearest others from it.",
        discussion: "Exit status: 0 a rule that is on matches · 1 none does · 2 bad input. Nothing is published."
    )
    @Argument(help: "The file with an event in EventBridge form; - is standard input.") var event: String
    @Option(name: .long, help: "Only the rules of this bus.") var bus: String?
    @Option(name: .long, help: "How many of the others to show.") var nearest = 3
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if nearest < 0 { throw ValidationError("--nearest takes a number from 0") }
    }

    func run() async throws {
        let event = try CheckPattern.event(event)
        let rules = try await Rules.all(data).filter { $0.isLive && (bus == nil || $0.bus == bus) }
        if rules.isEmpty { throw Failure.notFound("no rule on the bus \(visible(bus ?? ""))") }
        var explained: [(rule: RuleState, explanation: EventPattern.Explanation)] = []
        for rule in rules {
            do {
                explained.append((rule, try EventPattern(rule.pattern).explain(event)))
            } catch {
                throw Failure.badInput("rule \(visible(rule.name)): \(visible(error.description))")
            }
        }
        let matching = explained.filter { $0.explanation == .matches }.map(\.rule)
        let others = explained.filter { $0.explanation != .matches }
            .sorted { ($0.explanation.distance, $0.rule.name) < ($1.explanation.distance, $1.rule.name) }
            .prefix(nearest)
        if format.output == .json {
            Output.print(
                JSON.object(
                    .init([
                        .init("matches", .array(matching.map(\.json))),
                        .init("nearest", .array(others.map { json($0.rule, $0.explanation) })),
                    ])
                ).description
            )
        } else {
            for rule in matching {
                Output.print("match     \(place(rule))\(rule.isEnabled ? "" : ", but it is DISABLED")")
            }
            for (rule, explanation) in others {
                Output.print("no match  \(place(rule)): \(explanation.text.dropFirst("no match: ".count))")
            }
        }
        if !matching.contains(where: \.isEnabled) { throw Failure.notFound("") }
    }

    private func place(_ rule: RuleState) -> String { "\(visible(rule.name)) on bus \(visible(rule.bus))" }

    private func json(_ rule: RuleState, _ explanation: EventPattern.Explanation) -> JSON {
        var json = explanation.json.object ?? .init()
        json["rule"] = .string(rule.name)
        json["bus"] = .string(rule.bus)
        return .object(json)
    }
}
