import EventModel

/// What the readers of the parts share: members with their ranges, references between parts, and every mistake that was found.
struct FlowReader {
    /// What can be referred to by name.
    enum Noun: String, CaseIterable, Sendable {
        case bus, queue, function, bucket, object, rule, topic, stream, table, schedule, archive, aggregate
        case stateMachine = "state machine"
        /// `RULE/TARGET`, `schedule:SCHEDULE/TARGET`, `topic:TOPIC/SUBSCRIPTION`.
        case target
    }
    private struct Reference {
        var noun: Noun
        var name: String
        var at: FlowValue
    }

    let surroundings: FlowSurroundings
    private(set) var mistakes: [FlowMistake] = []
    private var names: [Noun: [String]] = [:]
    private var known: [Noun: Set<String>] = [:]
    /// More mistakes than these are only counted: a file that is all wrong is not told line by line.
    private static let most = 500
    private var untold = 0
    /// The contracts, where they stand; in the order of the definition.
    var contracts: [FlowValue] = []
    /// The mappings of queues, likewise.
    var mappings: [FlowValue] = []
    /// What holds for every route that does not say otherwise.
    var gateway = GatewayPart.Defaults()
    private var references: [Reference] = []

    init(_ surroundings: FlowSurroundings) { self.surroundings = surroundings }

    /// Notes a mistake.
    mutating func refuse(_ value: FlowValue, _ reason: String, _ advice: String = "") {
        refuse(FlowMistake(value.place, value.path, reason, advice))
    }

    mutating func refuse(_ mistake: FlowMistake) {
        if mistakes.count < Self.most { mistakes.append(mistake) } else { untold += 1 }
    }

    /// What to do about a name that is none of some; of few mistakes, as it compares with every name that there is.
    func advice(_ name: String, among known: [String], otherwise: String = "") -> String {
        mistakes.count < Self.most ? Suggestion.advice(name, among: known, otherwise: otherwise) : ""
    }

    /// Says that a part of this name is there. One that is there already is a mistake.
    mutating func define(_ noun: Noun, _ name: String, at value: FlowValue) {
        if known[noun, default: []].insert(name).inserted {
            names[noun, default: []].append(name)
        } else {
            refuse(value, "\(noun.rawValue) '\(name)' is defined twice", "rename one of them")
        }
    }

    /// Says that a part of this name must be there, in the end.
    mutating func refer(to noun: Noun, _ name: String, at value: FlowValue) {
        references.append(Reference(noun: noun, name: name, at: value))
    }

    /// Looks at the references, once every part has been read.
    mutating func resolve() {
        for reference in references where !known[reference.noun, default: []].contains(reference.name) {
            let all = names[reference.noun, default: []]
            let what = reference.noun.rawValue
            refuse(
                reference.at,
                "there is no \(what) '\(reference.name)'",
                advice(reference.name, among: all, otherwise: "this flow has no \(what)")
            )
        }
        mistakes.sort { $0.place < $1.place }
        if untold > 0, let last = mistakes.last {
            mistakes.append(FlowMistake(last.place, "", "\(untold) more mistakes", "mend these first"))
        }
    }
}
