import EventModel

/// Reads a definition and collects what is wrong with it.
struct DefinitionReader {
    var mistakes: [DefinitionMistake] = []
    /// Every state read, by name.
    var states: [String: State] = [:]
    /// Whether a state was read of which it is not clear where it leads.
    var hasUnclearTransition = false

    /// More mistakes than anyone reads are not collected.
    private static let most = 1000

    mutating func note(_ path: String, _ message: String) {
        guard mistakes.count < Self.most else { return }
        mistakes.append(DefinitionMistake(path: path.isEmpty ? "/" : path, message: message))
    }

    mutating func machine(_ definition: JSON) -> StateMachine? {
        guard let object = object(definition, at: "") else { return nil }
        allow(["Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version"], object, at: "")
        queryLanguage(object, at: "")
        let comment = string("Comment", object, at: "")
        if let version = string("Version", object, at: ""), version != "1.0" {
            note("/Version", "the only version is 1.0")
        }
        let timeout = integer("TimeoutSeconds", object, at: "", 1...Retrier.longest)
        guard let (start, names) = scope(object, at: "") else { return nil }
        return StateMachine(comment: comment, startAt: start, timeoutSeconds: timeout, states: states, names: names)
    }

    /// `StartAt` and `States` of a machine, a branch or an item processor; nil where one is missing.
    mutating func scope(_ object: JSON.Object, at path: String) -> (start: String, names: [String])? {
        let start = string("StartAt", object, at: path)
        if object["StartAt"] == nil { note(path, "the field StartAt is required") }
        guard let value = object["States"] else {
            note(path, "the field States is required")
            return nil
        }
        guard let members = self.object(value, at: path + "/States") else { return nil }
        if members.members.isEmpty { note(path + "/States", "there must be at least one state") }
        var here: [State] = []
        let outer = hasUnclearTransition
        hasUnclearTransition = false
        defer { hasUnclearTransition = outer }
        for member in members.members {
            let place = path + "/States/" + Self.escaped(member.name)
            if member.name.isEmpty { note(place, "a state's name must not be empty") }
            if member.name.unicodeScalars.count > 80 { note(place, "a state's name has at most 80 characters") }
            let isTaken = states[member.name] != nil
            guard let state = state(member.value, member.name, at: place) else { continue }
            // Also by a state inside this one.
            if isTaken || states[state.name] != nil {
                note(place, "a state of this name stands elsewhere in the state machine")
            }
            states[state.name] = state
            here.append(state)
        }
        let isWhole = here.count == members.members.count && !hasUnclearTransition
        checkTransitions(from: start, among: here, names: members.members.map(\.name), isWhole, at: path)
        guard let start else { return nil }
        return (start, here.map(\.name))
    }

    /// That every transition leads to a state of the same machine, that every state can be reached, and that one ends it.
    private mutating func checkTransitions(
        from start: String?,
        among here: [State],
        names: [String],
        _ isWhole: Bool,
        at path: String
    ) {
        let known = Set(names)
        if let start, !known.contains(start) { note(path + "/StartAt", "there is no state '\(start)'") }
        for state in here {
            for (place, target) in state.transitions where !known.contains(target) {
                note(
                    "\(path)/States/\(Self.escaped(state.name))/\(place)",
                    "there is no state '\(target)' in the same machine"
                )
            }
        }
        let byName = Dictionary(here.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
        // What a state with mistakes leads to is not known: then neither is what can be reached.
        guard isWhole, let start, !here.isEmpty else { return }
        var reached: Set<String> = []
        var open = [start]
        while let name = open.popLast() {
            guard reached.insert(name).inserted, let state = byName[name] else { continue }
            open += state.targets
        }
        for name in names where !reached.contains(name) && known.contains(start) {
            note(path + "/States/" + Self.escaped(name), "the state can not be reached")
        }
        if !here.contains(where: \.isTerminal) { note(path + "/States", "no state ends the machine") }
    }

    /// A member's name in a path (https://www.rfc-editor.org/rfc/rfc6901#section-3).
    static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == 0x7E || $0 == 0x2F }) else { return name }
        return name.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
            .split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    }
}

extension State {
    /// Whether an execution can end in it.
    fileprivate var isTerminal: Bool {
        switch kind {
        case .succeed, .fail: true
        case .choice: false
        default: next == .end
        }
    }
}
