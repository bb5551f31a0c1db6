import ArgumentParser
import EventModel
import Pipeline
import TerminalUI

/// `tailrace rules enable`.
struct RulesEnable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "enable", abstract: "Switch rules on.")
    @Argument(help: "The rules.") var rule: [String]
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws { try await RuleSwitch(data, format).set(rule, enabled: true) }
}

/// `tailrace rules disable`.
struct RulesDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Switch rules off: they match nothing until they are switched on.",
        discussion: "What was published before is delivered all the same."
    )
    @Argument(help: "The rules.") var rule: [String]
    @OptionGroup var data: DataOption
    @OptionGroup var format: FormatOptions

    func run() async throws { try await RuleSwitch(data, format).set(rule, enabled: false) }
}

/// Switches rules and says so.
private struct RuleSwitch {
    private let data: DataOption
    private let format: FormatOptions

    init(_ data: DataOption, _ format: FormatOptions) {
        self.data = data
        self.format = format
    }

    func set(_ names: [String], enabled: Bool) async throws {
        let missing = try await Rules.book(data).set(names, enabled: enabled)
        guard missing.isEmpty else {
            let list = missing.map { visible($0) }.joined(separator: ", ")
            throw Failure.notFound("\(visible(data.directory)) has no rule \(list); nothing was switched")
        }
        let state = enabled ? "ENABLED" : "DISABLED"
        if format.output == .json {
            Output.print(JSON.array(names.map { ["rule": .string($0), "state": .string(state)] }).description)
        } else {
            for name in names { Output.print("\(visible(name))  \(state)") }
        }
    }
}
