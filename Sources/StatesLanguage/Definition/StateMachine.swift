package import EventModel

/// A definition in the Amazon States Language (https://states-language.net/spec.html), read and found to have no mistake.
package struct StateMachine: Hashable, Sendable {
    package let comment: String?
    /// The state that an execution starts in.
    package let startAt: String
    /// Seconds that an execution may take; nil: as long as it likes.
    package let timeoutSeconds: Int?
    /// Every state by its name, also those of branches and of item processors: a name stands only once in a whole machine.
    package let states: [String: State]
    /// The names of the outermost states, in the order of the text.
    package let names: [String]

    /// What is wrong with a definition, all of it, in the order of the text.
    package struct Invalid: Error, Hashable, Sendable, CustomStringConvertible {
        package let mistakes: [DefinitionMistake]
        package var description: String { mistakes.map(\.description).joined(separator: "\n") }
    }

    /// - Throws: ``Invalid``: also for a text that is not JSON.
    package init(parsing text: [UInt8]) throws(Invalid) {
        let json: JSON
        do throws(JSON.ParseError) {
            json = try JSON(parsing: text)
        } catch {
            throw Invalid(mistakes: [DefinitionMistake(path: "/", message: "the definition is \(error)")])
        }
        try self.init(json)
    }

    /// - Throws: ``Invalid``.
    package init(_ definition: JSON) throws(Invalid) {
        var reader = DefinitionReader()
        let machine = reader.machine(definition)
        guard reader.mistakes.isEmpty, let machine else { throw Invalid(mistakes: reader.mistakes) }
        self = machine
    }

    /// A definition of one state alone, to try it: where it leads to is not looked at.
    /// - Throws: ``Invalid``.
    package init(state definition: JSON, named name: String) throws(Invalid) {
        var reader = DefinitionReader()
        let state = reader.state(definition, name, at: "/")
        guard reader.mistakes.isEmpty, let state else { throw Invalid(mistakes: reader.mistakes) }
        reader.states[name] = state
        self.init(comment: nil, startAt: name, timeoutSeconds: nil, states: reader.states, names: [name])
    }

    init(comment: String?, startAt: String, timeoutSeconds: Int?, states: [String: State], names: [String]) {
        self.comment = comment
        self.startAt = startAt
        self.timeoutSeconds = timeoutSeconds
        self.states = states
        self.names = names
    }
}

/// One mistake of a definition: where, as the service writes a place (`/States/Pay/Next`), and what.
package struct DefinitionMistake: Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let message: String
    package var description: String { "\(path): \(message)" }

    package var json: JSON { ["path": .string(path), "message": .string(message)] }
}
