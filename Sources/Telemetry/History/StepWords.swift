import EventModel

/// What a record of a flow tells, in words.
struct StepWords {
    private let kind: HopKind
    private let name: String
    private let type: String
    private let resource: String?
    private let state: String?
    private let message: String
    private let attempt: Int
    private let took: Duration?
    private let error: ErrorInfo?
    private let actor: String?
    private let receives: Int?
    private let aggregate: String?
    /// Its message names the aggregate already.
    private let saysAggregate: Bool

    /// Texts come from anywhere, of any length: what is said of one step is one line.
    private static let longest = 160

    init(_ decoder: LineDecoder, _ kind: HopKind) {
        self.kind = kind
        var texts = HopTexts()
        texts.take(decoder)
        name = texts.name(of: kind)
        type = decoder.text(.eventType) ?? "event"
        resource = decoder.text(.resource)
        state = decoder.member("state")
        message = decoder.message ?? ""
        attempt = decoder.integer(.attempt) ?? 0
        took = decoder.nanoseconds(.duration).map { .nanoseconds($0) }
        error = decoder.error
        actor = decoder.text(.actor)
        receives = decoder.tape.member("receive_count".utf8, of: JSONTape.top).flatMap { decoder.tape.integer($0) }
        aggregate = AggregateOutlines.words(decoder)
        let said = message
        saysAggregate = kind == .log && AggregateOutlines.id(decoder).map { said.contains($0) } == true
    }

    /// Of a hop that only later records tell of.
    var beginning: String { cut("\(subject) began") }

    func text(isStart: Bool, isUnread: Bool, isFailure: Bool, _ event: StateEvent) -> String {
        var text: String
        switch kind {
        case .publish: text = "\(type) published" + (resource.map { " on \(ResourceName($0).name)" } ?? "")
        case .deliver: text = delivery(isFailure)
        case .invoke: text = invocation(isStart, isFailure)
        case .queue: text = "\(type) put into \(name)" + (isUnread ? ", which nothing reads" : "")
        case .state: text = stateText(event)
        case .deadletter:
            let after = receives.map { " after \($0) receive\($0 == 1 ? "" : "s")" } ?? ""
            text = "\(type) died\(after): dead letter in \(name)" + because
        case .redrive:
            let place = resource.map { " to \(ResourceName($0).name)" } ?? ""
            text = "redriven\(place)" + (actor.map { " by \($0)" } ?? "")
        case .span:
            text = name
            if isFailure { text += " failed" + because } else if let took { text += " done in \(Self.text(took))" }
        case .log: text = message.isEmpty ? type : message
        }
        if let aggregate, !saysAggregate { text += " \u{2192} \(aggregate)" }
        return cut(text)
    }

    private var subject: String {
        kind == .deliver ? "delivery by \(name)" : name
    }

    private func delivery(_ isFailure: Bool) -> String {
        let again = attempt > 1 ? ", attempt \(attempt)" : ""
        let its = ResourceName(resource ?? "")
        let parts = its.name.split(separator: "/", maxSplits: 1)
        let (to, by) =
            its.kind == .plain && parts.count == 2 ? ("to \(parts[1])", "rule \(parts[0])") : ("by \(name)", "")
        if isFailure { return "\(type) not delivered \(to)\(again)\(because)" }
        return "\(type) delivered \(to)" + (by.isEmpty ? "" : " by \(by)") + again
    }

    private func invocation(_ isStart: Bool, _ isFailure: Bool) -> String {
        let again = attempt > 1 ? ", attempt \(attempt)" : ""
        if isStart { return "\(name) started\(again)" }
        let after = took.map { " after \(Self.text($0))" } ?? ""
        if isFailure { return "\(name) failed\(after)\(again)\(because)" }
        return "\(name) done\(after)\(again)"
    }

    private func stateText(_ event: StateEvent) -> String {
        let machine = resource.map { String($0.split(separator: "/").last ?? "") } ?? "state machine"
        let state = state ?? machine
        switch event {
        case .executionStarted: return "\(machine): execution started"
        case .executionSucceeded: return "\(machine): execution succeeded"
        case .executionFailed: return "\(machine): execution failed\(because)"
        case .executionTimedOut: return "\(machine): execution timed out"
        case .executionAborted: return "\(machine): execution aborted"
        case .executionRedriven: return "\(machine): execution redriven"
        case .entered: return "\(machine) enters \(state)"
        case .exited: return "\(machine) leaves \(state)"
        case .scheduled: return "\(state): task handed out"
        case .succeeded where type.hasPrefix("LambdaFunction") || type.hasPrefix("Task"): return "\(state): task done"
        case .failed where type.hasPrefix("LambdaFunction") || type.hasPrefix("Task"):
            return "\(state): task failed\(because)"
        case .timedOut where type.hasPrefix("LambdaFunction") || type.hasPrefix("Task"):
            return "\(state): task timed out"
        default: return "\(state): \(type)"
        }
    }

    /// `: CardDeclined`.
    private var because: String {
        guard let error else { return "" }
        if error.type.isEmpty { return error.message.isEmpty ? "" : ": \(error.message)" }
        return ": \(error.type)"
    }

    private static func text(_ duration: Duration) -> String {
        let milliseconds = duration.inMilliseconds
        if milliseconds < 10 { return "\(JSON.Number((milliseconds * 10).rounded() / 10).text)ms" }
        if milliseconds < 10_000 { return "\(Int(milliseconds.rounded()))ms" }
        return "\(Int((milliseconds / 1000).rounded()))s"
    }

    private func cut(_ text: String) -> String {
        let line = text.prefix { !$0.isNewline }
        return line.count > Self.longest ? "\(line.prefix(Self.longest - 1))…" : String(line)
    }
}
