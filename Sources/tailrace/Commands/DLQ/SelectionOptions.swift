import ArgumentParser
import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// SELECT of `tailrace dlq`: exactly one of `--all`, `--id`, `--group` and `-q`.
struct SelectionOptions: ParsableArguments {
    @Flag(name: .long, help: "Every message of the queue.")
    var all = false

    @Option(name: .customLong("id"), parsing: .upToNextOption, help: "The messages with these ids.")
    var ids: [String] = []

    @Option(name: .long, help: "The messages that died of this cause (a fingerprint, as dlq list shows it).")
    var group: String?

    @Option(name: [.customShort("q"), .long], parsing: .unconditional, help: "The messages that match a query.")
    var query: String?

    var given: Int { [all, !ids.isEmpty, group != nil, query != nil].filter { $0 }.count }

    /// Says no to a command line that does not tell which messages are meant.
    func require() throws {
        guard given == 1 else {
            throw ValidationError("say which messages: one of --all, --id ID..., --group FINGERPRINT, -q QUERY")
        }
    }

    /// What was chosen; everything if nothing was.
    func selection() throws -> DeadLetterSelection {
        if !ids.isEmpty { return .ids(ids) }
        if let group { return .group(group) }
        if let query {
            let compiled = try compile(query)
            return .matching(query) { compiled.matches($0.json) }
        }
        return .all
    }
}

/// Compiles a query; a mistake is shown with its place.
func compile(_ text: String) throws -> Query {
    do { return try Query(text) } catch {
        // The caret stands below the place whatever the width of what is before it.
        let shown = visible(text)
        let before = displayWidth(visible(String(text.prefix(error.offset))))
        throw Failure.badInput("\(error)\n  \(shown)\n  \(String(repeating: " ", count: before))^")
    }
}
