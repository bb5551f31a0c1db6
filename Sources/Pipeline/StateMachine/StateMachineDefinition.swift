package import EventModel
package import StatesLanguage

/// A state machine: a definition in the Amazon States Language, run as written. Its tasks are the pipeline's functions, by name:
/// `function:NAME`, the ARN of a Lambda function, or `arn:aws:states:::lambda:invoke`.
package struct StateMachineDefinition: Sendable {
    package var name: String
    /// `service_name` in telemetry.
    package var service: String
    package let machine: StateMachine
    /// The definition's text, as executions keep it: one that runs goes on by the definition that it began with.
    let text: String

    /// - Throws: ``DefinitionError`` that names every mistake of the definition by its path.
    package init(name: String, service: String? = nil, definition: JSON) throws(DefinitionError) {
        self.name = name
        self.service = service ?? name
        text = definition.description
        do throws(StateMachine.Invalid) {
            machine = try StateMachine(definition)
        } catch {
            throw DefinitionError(
                "state machine \(name): " + error.mistakes.map { "\($0)" }.joined(separator: "; ")
            )
        }
    }
}

extension PipelineDefinition {
    func validateStateMachines() throws(DefinitionError) {
        try unique(stateMachines.map(\.name), "state machine")
        let known = Set(functions.map(\.name))
        for machine in stateMachines {
            if machine.name.contains("/") || machine.name.contains(":") {
                throw DefinitionError("state machine \(machine.name): a name has no slash and no colon")
            }
            for state in machine.machine.states.values.sorted(by: { $0.name < $1.name }) {
                guard let resource = state.resource, case .function(let name) = resource.kind, !known.contains(name)
                else {
                    continue
                }
                throw DefinitionError("state machine \(machine.name): state \(state.name): no function \(name)")
            }
        }
    }
}
