import EventModel
import TerminalUI

/// Questions about the pipeline's parts.
extension ConfirmOverlay {
    /// Before something is done to a part: what it means for the events on their way.
    init(_ command: PipelineCommand, _ outline: PipelineOutline, now: Timestamp) {
        let (title, verb, lines) = Self.words(command, outline, now)
        self.init(title: title, lines: lines, verb: verb, count: 1, effects: [.perform(command)])
    }

    private static func words(_ command: PipelineCommand, _ outline: PipelineOutline, _ now: Timestamp)
        -> (title: String, verb: String, lines: [String])
    {
        let parts = outline.parts
        switch command {
        case .setRule(let name, let isEnabled):
            let targets = parts.rules.first { $0.name == name }?.targets ?? []
            var to = targets.prefix(2).joined(separator: " and ")
            if targets.count > 2 { to += " and \(targets.count - 2) more" }
            if to.isEmpty { to = "its targets" }
            return isEnabled
                ? (
                    "Enable rule \(name)", "enable",
                    ["What is published from now on goes to \(to)", "again where it matches."]
                )
                : (
                    "Disable rule \(name)", "disable",
                    [
                        "What it matches no longer goes to \(to).",
                        "What was published before is delivered all the same.",
                        "X enables it again; what is published meanwhile is not caught up on.",
                    ]
                )
        case .setConsumer(let id, let isPaused):
            let source = parts.consumers.first { $0.id == id }?.source ?? "its source"
            let ready = parts.queues.first { $0.name == source }.map { "\(Figures.count($0.visible)) ready there now." }
            return isPaused
                ? (
                    "Pause \(id)", "pause",
                    [
                        "It takes nothing more from \(source); what it holds it finishes.",
                        "What comes waits, until Z resumes it or retention deletes it.",
                    ] + [ready].compactMap { $0 }
                )
                : ("Resume \(id)", "resume", ["It takes from \(source) again."] + [ready].compactMap { $0 })
        case .clearFault(let name):
            let fault = parts.functions.first { $0.name == name }?.fault
            return (
                "Clear the fault of \(name)", "clear",
                ["Its invocations run again." + (fault.map { " Now \($0.words)." } ?? "")]
            )
        case .stopReplay(let name):
            let replay = parts.replays.first { $0.name == name }
            return (
                "Stop \(PipelinePart.replay(name).words)", "stop",
                [
                    replay.map { $0.progress + "." } ?? "",
                    "What was sent stays sent; it cannot go on where it stopped.",
                ].filter { !$0.isEmpty }
            )
        case .redriveExecution(let id):
            let execution = parts.executions.first { $0.id == id }
            var lines = ["It goes on at the state that failed.", "What was done before is not done again."]
            if let execution {
                let at = execution.state.map { " at \($0)" } ?? ""
                let ago = Figures.age(now - (execution.ended ?? execution.started))
                lines.insert("\(execution.machine): \(execution.status.lowercased())\(at), \(ago) ago.", at: 0)
                if let error = execution.error { lines.insert(error, at: 1) }
                if execution.redrives > 0 {
                    lines.append("Redriven \(execution.redrives == 1 ? "once" : "\(execution.redrives) times") before.")
                }
            }
            return ("Redrive execution \(PipelinePart.execution(id).label)", "redrive", lines)
        case .stopExecution(let id):
            let execution = parts.executions.first { $0.id == id }
            var lines = ["It ends as ABORTED.", "What its states have done stays done: nothing is undone."]
            if let state = execution?.state { lines.insert("It is in \(state).", at: 0) }
            return ("Stop execution \(PipelinePart.execution(id).label)", "stop", lines)
        // These have forms, which ask themselves.
        case .publish, .injectFault, .startReplay: return (command.underWay, "start", [])
        }
    }
}
