import EventModel

extension PipelineCommand {
    /// What is being done: `disabling rule order-fanout`.
    var underWay: String {
        switch self {
        case .publish(let bus, _, let type, _): "publishing \(type) on \(bus)"
        case .setRule(let name, let isEnabled): "\(isEnabled ? "enabling" : "disabling") rule \(name)"
        case .setConsumer(let id, let isPaused): "\(isPaused ? "pausing" : "resuming") \(id)"
        case .injectFault(let fault): "injecting a fault into \(fault.function)"
        case .clearFault(let name): "clearing the fault of \(name)"
        case .startReplay(let request): "starting a replay of \(request.archive)"
        case .stopReplay(let name): "stopping \(PipelinePart.replay(name).words)"
        case .redriveExecution(let id): "redriving execution \(PipelinePart.execution(id).label)"
        case .stopExecution(let id): "stopping execution \(PipelinePart.execution(id).label)"
        }
    }

    /// What the desk says of it, with an execution's ARN cut down to the execution's own part: a notice is one line.
    func told(_ sentence: String) -> String {
        switch self {
        case .redriveExecution(let id), .stopExecution(let id):
            let label = PipelinePart.execution(id).label
            guard label != id, let range = sentence.firstRange(of: id) else { return sentence }
            return sentence.replacingCharacters(range, label)
        default: return sentence
        }
    }

    /// What was not done, before the reason.
    var refused: String {
        switch self {
        case .publish: "not published"
        case .setRule(let name, let isEnabled): "rule \(name) not \(isEnabled ? "enabled" : "disabled")"
        case .setConsumer(let id, let isPaused): "\(id) not \(isPaused ? "paused" : "resumed")"
        case .injectFault: "no fault injected"
        case .clearFault: "fault not cleared"
        case .startReplay: "replay not started"
        case .stopReplay: "replay not stopped"
        case .redriveExecution: "execution not redriven"
        case .stopExecution: "execution not stopped"
        }
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<Index>, _ text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
