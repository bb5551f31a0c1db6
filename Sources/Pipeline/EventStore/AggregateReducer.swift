package import EventModel

/// Folds an event into the state of its aggregate. Pure: the same events give the same state, whoever folds them.
package struct AggregateReducer: Sendable {
    package typealias Fold = @Sendable (_ state: JSON, _ event: AggregateEvent) -> JSON

    /// The aggregates that it is for.
    package var type: String
    package var fold: Fold

    package init(type: String, _ fold: @escaping Fold) {
        self.type = type
        self.fold = fold
    }

    /// What aggregates have whose type registers none: each event's members over those that were there before.
    package static let merging: Fold = { state, event in
        var object = state.object ?? JSON.Object()
        for member in event.data.object?.members ?? [] { object[member.name] = member.value }
        return .object(object)
    }
}

extension AggregateState {
    /// Takes the next event in.
    package mutating func apply(_ event: AggregateEvent, _ fold: AggregateReducer.Fold) {
        state = fold(state, event)
        version = event.version
        time = event.time
        eventID = event.id
    }
}

extension PipelineDefinition {
    func validateAggregates() throws(DefinitionError) {
        try unique(aggregates.map(\.type), "reducer of aggregates of type")
    }
}
