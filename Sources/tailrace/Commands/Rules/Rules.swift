import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace rules`.
struct Rules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, switch and try the rules of the bundled pipeline.",
        discussion: "Works on the rules that the last pipeline on the data directory had, while it runs or not.",
        subcommands: [RulesList.self, RulesEnable.self, RulesDisable.self, RulesTest.self]
    )

    static func book(_ data: DataOption) throws -> RuleBook {
        do { return try RuleBook(data: data.directory) } catch let error as JournalError {
            throw Failure.badInput("\(error)")
        }
    }

    /// The rules of a directory; no pipeline may have run on it yet.
    static func all(_ data: DataOption) async throws -> [RuleState] {
        let rules = try await book(data).rules()
        guard !rules.isEmpty else {
            throw Failure.notFound("\(visible(data.directory)) has no rules: run a pipeline on it first")
        }
        return rules
    }
}

/// `tailrace rules list`.
struct RulesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The rules with their states.")
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let rules = try await Rules.all(data)
        if format.output == .json { return Output.print(JSON.array(rules.map(\.json)).description) }
        let width = rules.map { displayWidth(visible($0.name)) }.max() ?? 0
        for rule in rules {
            let targets = rule.targets.map { "\($0.kind) \(visible($0.name))" }.joined(separator: ", ")
            let state = rule.isEnabled ? "ENABLED " : "DISABLED"
            let notes = (rule.isSwitched ? " (switched)" : "") + (rule.isLive ? "" : " (not in the last pipeline)")
            Output.print(
                "\(visible(rule.name).leftAligned(to: width))  \(format.paint(state, rule.isEnabled ? .green : .red))  bus \(visible(rule.bus)) → \(targets)\(notes)"
            )
            Output.print("  \(visible(rule.pattern.description))")
        }
    }
}
