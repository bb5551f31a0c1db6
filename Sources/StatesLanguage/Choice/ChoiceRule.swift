import EventModel

/// One element of a Choice state's `Choices`.
struct ChoiceRule: Hashable, Sendable {
    let test: ChoiceTest
    let next: String
    var assign: PayloadTemplate?
}

/// What a rule asks (https://states-language.net/spec.html#choice-state).
indirect enum ChoiceTest: Hashable, Sendable {
    case and([ChoiceTest])
    case or([ChoiceTest])
    case not(ChoiceTest)
    case compare(Comparison)

    /// - Throws: ``StateFailure`` `States.Runtime` where a path leads nowhere; only IsPresent asks whether one does.
    func holds(in scope: Scope) throws(StateFailure) -> Bool {
        switch self {
        case .and(let parts):
            for part in parts where try !part.holds(in: scope) { return false }
            return true
        case .or(let parts):
            for part in parts where try part.holds(in: scope) { return true }
            return false
        case .not(let part): return try !part.holds(in: scope)
        case .compare(let comparison): return try comparison.holds(in: scope)
        }
    }
}
