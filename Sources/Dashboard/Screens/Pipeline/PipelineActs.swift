import EventModel
import TerminalUI

/// What an operator can do to one part of the pipeline, and the dialogs that ask before it is done.
struct PipelineActs {
    let outline: PipelineOutline
    /// The part; nil where none is selected.
    let row: PipelineOutline.Row?
    /// What was done before from a form, the newest last.
    var history: [PipelineCommand] = []

    /// What can be done to the part.
    private(set) var rule: PipelineParts.Rule?
    private(set) var consumer: PipelineParts.Consumer?
    private(set) var function: String?
    /// The function whose fault can be cleared.
    private(set) var fault: String?
    /// The execution that has failed.
    private(set) var failed: PipelineParts.Execution?
    /// The execution or the replay that runs.
    private(set) var running: PipelinePart?
    private(set) var archive: PipelineParts.Archive?

    init(_ outline: PipelineOutline, _ row: PipelineOutline.Row?, history: [PipelineCommand] = []) {
        self.outline = outline
        self.row = row
        self.history = history
        guard let row else { return }
        let parts = outline.parts
        if let index = row.consumer { consumer = parts.consumers[index] }
        switch row.part {
        case .rule: rule = parts.rules[row.index]
        case .function(let name):
            function = name
            if parts.functions[row.index].fault != nil { fault = name }
        case .machine:
            if case .execution(let id)? = outline.failedExecution(of: row) {
                failed = parts.executions.first { $0.id == id }
            }
        case .execution:
            if parts.executions[row.index].hasFailed { failed = parts.executions[row.index] }
            if parts.executions[row.index].isRunning { running = row.part }
        case .archive(let name):
            archive = parts.archives[row.index]
            running = parts.replays.first { $0.archive == name && $0.isRunning }.map { .replay($0.name) }
        case .replay:
            archive = parts.archives.first { $0.name == parts.replays[row.index].archive }
            if parts.replays[row.index].isRunning { running = row.part }
        case .bus, .queue, .consumer, .budget: break
        }
    }

    /// The keys of all acts, in the footer those that this part is for.
    var bindings: [Binding] {
        let rule = rule.map { $0.isEnabled ? "disable\u{2026}" : "enable\u{2026}" }
        let consumer = consumer.map { $0.isPaused ? "resume\u{2026}" : "pause\u{2026}" }
        func binding(_ key: Character, _ action: Action, _ long: String, _ footer: String?) -> Binding {
            Binding(key, action, long + "\u{2026}", footer: footer != nil, caption: footer ?? "")
        }
        return [
            binding("X", .switchRule, "disable or enable a rule", rule),
            binding("Z", .switchConsumer, "pause or resume a consumer", consumer),
            binding("C", .clearFault, "clear a function's fault", fault == nil ? nil : "clear fault\u{2026}"),
            binding("I", .injectFault, "inject a fault into a function", function == nil ? nil : "fault\u{2026}"),
            binding("R", .redrive, "redrive a failed execution", failed == nil ? nil : "redrive\u{2026}"),
            binding("S", .stop, "stop an execution or a replay", running == nil ? nil : "stop\u{2026}"),
            binding("A", .startReplay, "replay an archive", archive == nil ? nil : "replay\u{2026}"),
            binding("P", .publish, "publish an event", "publish\u{2026}"),
        ]
    }

    /// Asks for an act; nil if the action is none.
    func reaction(to action: Action, now: Timestamp) -> Reaction? {
        func tell(_ words: String) -> Reaction { .handled([.notice(Notice(.information, words))]) }
        func ask(_ command: PipelineCommand) -> Reaction { .push(ConfirmOverlay(command, outline, now: now)) }
        switch action {
        case .publish: return .push(PipelineForm(publishing: row, outline, history))
        case .switchRule:
            guard let rule else { return tell("X switches a rule: select one under Buses and rules") }
            return ask(.setRule(rule.name, isEnabled: !rule.isEnabled))
        case .switchConsumer:
            guard let consumer else { return tell("Z pauses or resumes a consumer: select its queue under Queues") }
            return ask(.setConsumer(consumer.id, isPaused: !consumer.isPaused))
        case .injectFault:
            guard let function else { return tell("I injects a fault into a function: select one under Functions") }
            return .push(PipelineForm(fault: function, outline, history))
        case .clearFault:
            guard let fault else { return tell("C clears a function's fault, and none is injected here") }
            return ask(.clearFault(fault))
        case .startReplay:
            let archives = outline.parts.archives
            guard let archive = archive ?? (archives.count == 1 ? archives[0] : nil) else {
                return tell(
                    archives.isEmpty
                        ? "there is no archive to replay" : "A replays an archive: select one under Archives"
                )
            }
            return .push(PipelineForm(replaying: archive.name, outline, history))
        case .stop:
            switch running {
            case .replay(let name): return ask(.stopReplay(name))
            case .execution(let id): return ask(.stopExecution(id))
            default: return tell("S stops an execution or a replay that runs, and none is selected")
            }
        case .redrive:
            guard let failed else {
                return tell("R redrives an execution that failed: select one under State machines")
            }
            return ask(.redriveExecution(failed.id))
        default: return nil
        }
    }
}
