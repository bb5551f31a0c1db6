import EventModel

/// What the readers of the parts share: members with their ranges, references between parts, and every mistake that was found.
struct FlowReader {
    /// What can be referred to by name.
    enum Noun: String, CaseIterable, Sendable {
        case bus, queue, function, bucket, rule
    }
    private struct Reference {
        var noun: Noun
        var name: String
        var at: FlowValue
    }

    let surroundings: FlowSurroundings
    private(set) var mistakes: [FlowMistake] = []
    private var names: [Noun: [String]] = [:]
    private var references: [Reference] = []

    init(_ surroundings: FlowSurroundings) { self.surroundings = surroundings }

    /// Notes a mistake.
    mutating func refuse(_ value: FlowValue, _ reason: String, _ advice: String = "") {
        mistakes.append(FlowMistake(value.place, value.path, reason, advice))
    }

    mutating func refuse(_ mistake: FlowMistake) { mistakes.append(mistake) }

    /// Says that a part of this name is there. One that is there already is a mistake.
    mutating func define(_ noun: Noun, _ name: String, at value: FlowValue) {
        if names[noun, default: []].contains(name) {
            refuse(value, "\(noun.rawValue) '\(name)' is defined twice", "rename one of them")
        } else {
            names[noun, default: []].append(name)
        }
    }

    /// Says that a part of this name must be there, in the end.
    mutating func refer(to noun: Noun, _ name: String, at value: FlowValue) {
        references.append(Reference(noun: noun, name: name, at: value))
    }

    /// Looks at the references, once every part has been read.
    mutating func resolve() {
        for reference in references where !names[reference.noun, default: []].contains(reference.name) {
            let known = names[reference.noun, default: []]
            let what = reference.noun.rawValue
            refuse(
                reference.at,
                "there is no \(what) '\(reference.name)'",
                Suggestion.advice(reference.name, among: known, otherwise: "this flow has no \(what)")
            )
        }
        mistakes.sort { $0.place < $1.place }
    }
}
