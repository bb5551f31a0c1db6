import EventModel
import TerminalUI

extension PipelineScreen {
    /// What another page or the command line wants here: the part is selected, and what is to be done to it is asked about.
    mutating func take(_ aim: PipelineAim, _ snapshot: Snapshot) -> Reaction {
        func ask(_ command: PipelineCommand) -> Reaction {
            .push(ConfirmOverlay(command, outline, now: snapshot.now))
        }
        switch aim {
        case .select(let part): return refusal(part, snapshot) ?? .handled()
        case .publish: return .push(PipelineForm(publishing: selected, outline, history))
        case .rule(let name, let isEnabled):
            return refusal(.rule(name), snapshot) ?? ask(.setRule(name, isEnabled: isEnabled))
        case .consumer(let name, let isPaused):
            guard let consumer = outline.consumer(named: name) else {
                if !snapshot.pipeline.loaded { return ask(.setConsumer(name, isPaused: isPaused)) }
                return .handled([.notice(Notice(.warning, "no one consumer is called \(name)"))])
            }
            if !show(.queue(consumer.source), snapshot) { _ = show(.consumer(consumer.id), snapshot) }
            return ask(.setConsumer(consumer.id, isPaused: isPaused))
        case .fault(let name):
            return refusal(.function(name), snapshot) ?? .push(PipelineForm(fault: name, outline, history))
        case .clearFault(let name): return refusal(.function(name), snapshot) ?? ask(.clearFault(name))
        case .replay(let name):
            return refusal(.archive(name), snapshot) ?? .push(PipelineForm(replaying: name, outline, history))
        case .stop(let name):
            if outline.parts.replays.contains(where: { $0.name == name }) {
                return refusal(.replay(name), snapshot) ?? ask(.stopReplay(name))
            }
            return refusal(.execution(name), snapshot) ?? ask(.stopExecution(name))
        }
    }

    /// Selects a part; what to say if there is none like it. Before the parts are known nothing can be said: the desk will.
    private mutating func refusal(_ part: PipelinePart, _ snapshot: Snapshot) -> Reaction? {
        if show(part, snapshot) || !snapshot.pipeline.loaded { return nil }
        return .handled([.notice(Notice(.warning, "no \(part.kind) is called \(part.name)"))])
    }
}

extension PipelineOutline {
    /// A consumer by its id, or by its function or source where just one has it.
    func consumer(named name: String) -> PipelineParts.Consumer? {
        if let exact = parts.consumers.first(where: { $0.id == name }) { return exact }
        let found = parts.consumers.filter { $0.function == name || $0.source == name }
        return found.count == 1 ? found[0] : nil
    }
}
