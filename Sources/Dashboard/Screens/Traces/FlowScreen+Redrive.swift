import DeadLetters
import EventModel
import Telemetry

/// From a flow to the redrive of what died in it.
extension FlowScreen {
    /// Plans a redrive of the selected dead letter, or of the flow's last one.
    mutating func plan(_ outline: FlowOutline, _ index: Int, _ snapshot: Snapshot) -> Reaction {
        if travel != nil {
            return .handled([.notice(Notice(.information, "this is the past; Esc goes back to now, where R redrives"))])
        }
        let hops = outline.tree.hops
        let dead =
            hops[index].kind == .deadletter
            ? index : hops.indices.last { hops[$0].kind == .deadletter && hops[$0].status == .dead }
        guard let node = dead.map({ outline.tree.node($0) }), let message = node.messageID else {
            return .handled([.notice(Notice(.information, "this flow has no dead letter to redrive"))])
        }
        guard snapshot.deadLetters.available else {
            return .handled([.notice(Notice(.warning, "no broker here: files can be watched, not redriven"))])
        }
        let request = PlanRequest(queue: node.service, selection: .ids([message]))
        return errand.plan(request, for: .redrive, what: "the dead letter of this flow")
    }

    package mutating func receive(_ answer: Answer, _ snapshot: Snapshot) -> Reaction {
        errand.receive(answer, snapshot) ?? .ignored
    }
}

extension TraceNode {
    /// The id of the message in its dead-letter queue; nil for other hops. A dead letter's node is `dead:MESSAGEID`.
    package var messageID: String? {
        guard kind == .deadletter, id.hasPrefix("dead:") else { return nil }
        return String(id.dropFirst("dead:".count))
    }
}
