import DeadLetters
import EventModel
import Telemetry
import TerminalUI

/// What can be typed after `:`.
enum Command {
    /// One completion: the text it makes, and what that does.
    struct Offer: Hashable { var text: String, explanation: String }
    /// Why a line is no command.
    struct Problem: Error { var text: String }

    /// Words, whether something must follow, and what it does.
    private static let words: [(word: String, wants: String?, explanation: String)] = [
        ("go", "overview|logs|traces|dlq|map|pipeline", "opens a page"),
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
        ("pause", nil, "stops and resumes the tail; with a CONSUMER after it: that takes nothing more"),
        ("resume", "CONSUMER", "asks before a consumer takes messages again"),
        ("publish", nil, "puts an event on a bus"),
        ("disable", "RULE", "asks before a rule is switched off"),
        ("enable", "RULE", "asks before a rule is switched on"),
        ("fault", "FUNCTION", "injects a fault into a function"),
        ("clear", "FUNCTION", "asks before a function's fault is cleared"),
        ("replay", "ARCHIVE", "puts archived events on their bus again"),
        ("stop", "REPLAY|EXECUTION", "asks before it is stopped"),
        ("errors", nil, "shows records that are errors"),
        ("help", nil, "lists the keys"),
        ("quit", nil, "leaves"),
    ]

    /// Offers of one word's objects, at most.
    private static let mostOffers = 200

    static func offers(for text: String, _ screen: [Binding], _ snapshot: Snapshot) -> [Offer] {
        let (word, rest) = split(text)
        func parts(_ all: [(name: String, explanation: String)]) -> [Offer] {
            all.lazy.filter { $0.name.hasPrefix(rest) }.prefix(mostOffers)
                .map { Offer(text: "\(word) \($0.name)", explanation: $0.explanation) }
        }
        if text.contains(" ") {
            switch word {
            case "go":
                return Page.allCases.filter { $0.word.hasPrefix(rest) }
                    .map { Offer(text: "go \($0.word)", explanation: $0.title) }
            case "dlq":
                return snapshot.deadLetters.queues.filter { $0.queue.name.hasPrefix(rest) }
                    .map { Offer(text: "dlq \($0.queue.name)", explanation: "\($0.queue.depth) dead") }
            default:
                let pipeline = snapshot.pipeline
                return pipeline.isReadOnly ? [] : parts(objects(of: word, pipeline.parts))
            }
        }
        return words.filter { $0.word.hasPrefix(word) && works($0.word, screen, snapshot) }.map {
            Offer(
                text: $0.wants == nil ? $0.word : $0.word + " ",
                explanation: [$0.wants, $0.explanation].compactMap { $0 }.joined(separator: "  ")
            )
        }
    }

    /// The words that act on a part of the pipeline, whatever page is open.
    private static let acts: Set = ["resume", "publish", "disable", "enable", "fault", "clear", "replay", "stop"]

    /// A part of the pipeline is being named after a word: the parts are needed to complete it.
    static func namesPart(_ text: String) -> Bool {
        let word = split(text).word
        return text.contains(" ") && (acts.contains(word) || word == "pause")
    }

    /// What of the pipeline a word can be followed by.
    private static func objects(of word: String, _ parts: PipelineParts) -> [(name: String, explanation: String)] {
        switch word {
        case "pause", "resume":
            parts.consumers.filter { $0.isPaused == (word == "resume") }
                .map { ($0.id, $0.isPaused ? "paused" : "takes from \($0.source)") }
        case "disable", "enable":
            parts.rules.filter { $0.isEnabled == (word == "disable") }
                .map { ($0.name, "\(Figures.count($0.matched)) matched") }
        case "fault": parts.functions.map { ($0.name, $0.service) }
        case "clear": parts.functions.compactMap { f in f.fault.map { (f.name, $0.words) } }
        case "replay": parts.archives.map { ($0.name, "\(Figures.count($0.events)) events of bus \($0.bus)") }
        case "stop":
            parts.replays.filter(\.isRunning).map { ($0.name, "replay, \($0.progress)") }
                + parts.executions.filter(\.isRunning).map { ($0.id, "execution of \($0.machine)") }
        default: []
        }
    }

    /// An act on a part of the pipeline; nil if the word is none.
    private static func aim(_ word: String, _ rest: String) -> Result<Action, Problem>? {
        func named(_ what: String, _ aim: (String) -> PipelineAim) -> Result<Action, Problem> {
            rest.isEmpty
                ? .failure(Problem(text: "\(word) which \(what)?")) : .success(.go(.pipeline(aim(rest))))
        }
        switch word {
        case "publish": return .success(.go(.pipeline(.publish)))
        case "disable": return named("rule") { .rule($0, isEnabled: false) }
        case "enable": return named("rule") { .rule($0, isEnabled: true) }
        case "pause" where !rest.isEmpty: return named("consumer") { .consumer($0, isPaused: true) }
        case "resume": return named("consumer") { .consumer($0, isPaused: false) }
        case "fault": return named("function") { .fault($0) }
        case "clear": return named("function") { .clearFault($0) }
        case "replay": return named("archive") { .replay($0) }
        case "stop": return named("replay or execution") { .stop($0) }
        default: return nil
        }
    }

    /// What a line does.
    static func action(_ text: String, _ screen: [Binding]) -> Result<Action, Problem> {
        let (word, rest) = split(text)
        func need(_ action: Action, _ what: String) -> Result<Action, Problem> {
            screen.contains { $0.action == action }
                ? .success(action) : .failure(Problem(text: "nothing to \(what) on this screen"))
        }
        if let act = aim(word, rest) { return act }
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

    private static func works(_ word: String, _ screen: [Binding], _ snapshot: Snapshot) -> Bool {
        if acts.contains(word) { return snapshot.pipeline.available && !snapshot.pipeline.isReadOnly }
        if word == "pause", snapshot.pipeline.available, !snapshot.pipeline.isReadOnly { return true }
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
