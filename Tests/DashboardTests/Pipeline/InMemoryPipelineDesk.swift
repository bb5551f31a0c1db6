import EventModel
import Synchronization

/// A pipeline that is nothing but its parts: what is done to it is done to them.
final class InMemoryPipelineDesk: PipelineDesk {
    struct Refusal: Error, CustomStringConvertible {
        var description: String
        init(_ description: String) { self.description = description }
    }
    private struct State {
        var parts: PipelineParts
        var paths: [String: ExecutionPath] = [:]
        var performed: [PipelineCommand] = []
        /// Why it does not answer.
        var silence: String?
        /// How often the parts were asked for.
        var asked = 0
    }
    private let state: Mutex<State>
    let isReadOnly: Bool

    init(_ parts: PipelineParts = SamplePipeline.parts(), isReadOnly: Bool = false) {
        state = Mutex(State(parts: parts))
        self.isReadOnly = isReadOnly
    }

    var performed: [PipelineCommand] { state.withLock { $0.performed } }
    var asked: Int { state.withLock { $0.asked } }
    func set(_ path: ExecutionPath) { state.withLock { $0.paths[path.execution.id] = path } }
    func fallSilent(_ why: String?) { state.withLock { $0.silence = why } }
    func change(_ body: (inout PipelineParts) -> Void) { state.withLock { body(&$0.parts) } }

    func parts() async throws -> PipelineParts {
        try state.withLock {
            $0.asked += 1
            if let why = $0.silence { throw Refusal(why) }
            return $0.parts
        }
    }

    func execution(_ id: String) async throws -> ExecutionPath? {
        try state.withLock {
            if let why = $0.silence { throw Refusal(why) }
            return $0.paths[id]
        }
    }

    func perform(_ command: PipelineCommand) async throws -> String {
        try state.withLock { state in
            if let why = state.silence { throw Refusal(why) }
            defer { state.performed.append(command) }
            switch command {
            case .setRule(let name, let isEnabled):
                guard let i = state.parts.rules.firstIndex(where: { $0.name == name }) else {
                    throw Refusal("there is no rule \(name)")
                }
                state.parts.rules[i].isEnabled = isEnabled
                state.parts.rules[i].isSwitched = true
                return "rule \(name) is \(isEnabled ? "on" : "off")"
            case .setConsumer(let id, let isPaused):
                guard let i = state.parts.consumers.firstIndex(where: { $0.id == id }) else {
                    throw Refusal("there is no consumer \(id)")
                }
                state.parts.consumers[i].isPaused = isPaused
                return "\(id) is \(isPaused ? "paused" : "running")"
            case .injectFault(let fault):
                guard let i = state.parts.functions.firstIndex(where: { $0.name == fault.function }) else {
                    throw Refusal("there is no function \(fault.function)")
                }
                state.parts.functions[i].fault = fault
                return "\(fault.function) fails from now on"
            default: return "done"
            }
        }
    }
}
