import EventModel

extension StateTest {
    /// What the service refuses of a request itself.
    func check(_ request: JSON, _ context: JSON) throws(Refusal) {
        guard let mock else {
            switch state.kind {
            case .parallel, .map:
                throw Refusal(
                    description:
                        "TestState API does not support Map or Parallel states. Supported state types include: "
                        + "[Task, Wait, Pass, Succeed, Fail, Choice]"
                )
            default: return
            }
        }
        if request["revealSecrets"]?.bool == true {
            throw Refusal(description: "TestState does not support RevealSecrets when a mock is specified.")
        }
        if mock["result"] != nil, mock["errorOutput"] != nil {
            throw Refusal(
                description: "A test mock should have only one of the following fields: [result, errorOutput]."
            )
        }
        let result = mock["result"]?.string.flatMap { try? JSON(parsing: $0) }
        switch state.kind {
        case .task(let fields):
            guard context["Task"] != nil, fields.resource.pattern == .response else { return }
            throw Refusal(
                description:
                    "Invalid Context object provided: Context object contains 'Task' when state is not a Task state "
                    + "with a '.sync' or '.waitForTaskToken' service integration pattern"
            )
        case .parallel:
            if result != nil, result?.array == nil { throw Refusal(description: "Mocked result must be an array.") }
        case .map(let fields):
            if result != nil, fields.hasWriter, result?.object == nil {
                throw Refusal(description: "Mocked result must be a JSON object.")
            }
            if result != nil, !fields.hasWriter, result?.array == nil {
                throw Refusal(description: "Mocked result must be an array.")
            }
        default: throw Refusal(description: "State type '\(state.type)' is not supported when a mock is specified")
        }
    }
}
