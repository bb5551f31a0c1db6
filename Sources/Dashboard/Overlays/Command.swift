import DeadLetters
import EventModel
import Telemetry

/// What can be typed after `:`.
enum Command {
    /// One completion: the text it makes, and what that does.
    struct Offer: Hashable { var text: String, explanation: String }
    /// Why a line is no command.
    struct Problem: Error { var text: String }

    /// Words, whether something must follow, and what it does.
    private static let words: [(word: String, wants: String?, explanation: String)] = [
        ("go", "overview|logs|traces|dlq|map", "opens a page"),
        ("filter", "QUERY", "shows the records that match; nothing after it shows all"),
        ("search", "TEXT", "goes to the next record that has the text"),
        ("trace", "ID", "opens the flow with this correlation id"),
        ("dlq", "QUEUE", "opens a dead-letter queue"),
        ("redrive", nil, "plans a redrive of what is marked or selected"),
        ("edit", nil, "edits one message, or sets a member in what is marked or selected"),
        ("discard", nil, "asks before it removes what is marked or selected"),
        ("park", nil, "asks before it saves what is about to expire"),
        ("purge", nil, "asks before it empties the whole queue"),
        ("undo", nil, "asks before it takes back the last task of this queue"),
        ("sort", nil, "the next order of this list"),
        ("history", nil, "tasks on dead letters and the audit log"),
        ("export", nil, "writes the records that match to a file"),
        ("follow", nil, "follows the newest record"),
        ("pause", nil, "stops and resumes the tail"),
        ("errors", nil, "shows records that are errors"),
        ("help", nil, "lists the keys"),
        ("quit", nil, "leaves"),
    ]

    static func offers(for text: String, _ screen: [Binding], _ snapshot: Snapshot) -> [Offer] {
        let (word, rest) = split(text)
        if text.contains(" ") {
            switch word {
            case "go":
                return Page.allCases.filter { $0.word.hasPrefix(rest) }
                    .map { Offer(text: "go \($0.word)", explanation: $0.title) }
            case "dlq":
                return snapshot.deadLetters.queues.filter { $0.queue.name.hasPrefix(rest) }
                    .map { Offer(text: "dlq \($0.queue.name)", explanation: "\($0.queue.depth) dead") }
            default:
                return []
            }
        }
        return words.filter { $0.word.hasPrefix(word) && works($0.word, screen) }.map {
            Offer(
                text: $0.wants == nil ? $0.word : $0.word + " ",
                explanation: [$0.wants, $0.explanation].compactMap { $0 }.joined(separator: "  ")
            )
        }
    }

    /// What a line does.
    static func action(_ text: String, _ screen: [Binding]) -> Result<Action, Problem> {
        let (word, rest) = split(text)
        func need(_ action: Action, _ what: String) -> Result<Action, Problem> {
            screen.contains { $0.action == action }
                ? .success(action) : .failure(Problem(text: "nothing to \(what) on this screen"))
        }
        switch word {
        case "": return .failure(Problem(text: "Command"))
        case "go":
            guard let page = Page.allCases.first(where: { $0.word == rest }) else {
                return .failure(Problem(text: "go where? " + Page.allCases.map(\.word).joined(separator: ", ")))
            }
            return .success(.go(.page(page)))
        case "filter":
            do { _ = try Query(rest) } catch { return .failure(Problem(text: "\(error)")) }
            return .success(.go(.logs(query: rest)))
        case "search":
            return rest.isEmpty
                ? .failure(Problem(text: "search what?")) : need(.editSearch, "search").map { _ in .applySearch(rest) }
        case "trace": return rest.isEmpty ? .success(.lookUp) : .success(.go(.trace(rest)))
        case "dlq": return .success(.go(.deadLetters(queue: rest.isEmpty ? nil : rest)))
        case "redrive": return need(.redrive, "redrive")
        case "discard": return need(.discard, "discard")
        case "edit": return need(.edit, "edit")
        case "park": return need(.park, "park")
        case "purge": return need(.purge, "purge")
        case "undo": return need(.undo, "undo")
        case "sort": return need(.cycleSort, "sort")
        case "history": return .success(.history)
        case "export": return need(.export, "export")
        case "follow": return need(.follow, "follow")
        case "pause": return need(.pause, "pause")
        case "errors": return .success(.go(.logs(query: "level>=error")))
        case "help": return .success(.help)
        case "quit", "q": return .success(.leave)
        default: return .failure(Problem(text: "no command is called \(word)"))
        }
    }

    private static func works(_ word: String, _ screen: [Binding]) -> Bool {
        let actions: [String: Action] = [
            "redrive": .redrive, "discard": .discard, "export": .export, "follow": .follow, "pause": .pause,
            "search": .editSearch, "edit": .edit, "park": .park, "purge": .purge, "undo": .undo, "sort": .cycleSort,
        ]
        guard let action = actions[word] else { return true }
        return screen.contains { $0.action == action }
    }

    private static func split(_ text: String) -> (word: String, rest: String) {
        let trimmed = text.drop { $0 == " " }
        guard let space = trimmed.firstIndex(of: " ") else { return (String(trimmed), "") }
        var rest = trimmed[trimmed.index(after: space)...].drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        return (String(trimmed[..<space]), String(rest))
    }
}
