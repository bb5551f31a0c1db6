import Pipeline

/// How a part that takes events is named: a row for each kind.
struct DestinationWord: Sendable {
    /// The member that names one: `Queue: orders`.
    var member: String
    /// The service in its ARN.
    var service: String
    var noun: FlowReader.Noun
    var kind: @Sendable (String) -> TargetDefinition.Kind

    static let all: [DestinationWord] = [
        DestinationWord(member: "Queue", service: "sqs", noun: .queue) { .queue($0) },
        DestinationWord(member: "Function", service: "lambda", noun: .function) { .function($0) },
        DestinationWord(member: "EventBus", service: "events", noun: .bus) { .bus($0) },
        DestinationWord(member: "Topic", service: "sns", noun: .topic) { .topic($0) },
        DestinationWord(member: "Stream", service: "kinesis", noun: .stream) { .stream($0) },
    ]

    /// What a rule or a schedule can send to beside these.
    static let ofTargets =
        all + [DestinationWord(member: "StateMachine", service: "states", noun: .stateMachine) { .stateMachine($0) }]

    static let members = members(of: all)

    static func members(of words: [DestinationWord]) -> [String] { words.map(\.member) + ["Arn"] }
}

extension FlowReader {
    /// Where something goes: `Queue: NAME`, `Function: NAME`, `EventBus: NAME`, or `Arn: arn:…:NAME`.
    mutating func destination(_ object: FlowValue, _ words: [DestinationWord] = DestinationWord.all)
        -> TargetDefinition.Kind?
    {
        let members = DestinationWord.members(of: words)
        let named = members.filter { object[$0] != nil }
        guard let first = named.first, let value = object[first] else {
            refuse(object, "names nothing to send to", "add one of \(members.joined(separator: ", "))")
            return nil
        }
        if named.count > 1 {
            refuse(object, "has both \(named[0]) and \(named[1])", "keep one: a target is one thing")
            return nil
        }
        guard let text = text(value) else { return nil }
        if let word = words.first(where: { $0.member == first }) {
            refer(to: word.noun, text, at: value)
            return word.kind(text)
        }
        return arn(text, at: value, words)
    }

    /// `arn:aws:sqs:eu-west-1:123456789012:orders`: the service and the last name count.
    private mutating func arn(_ text: String, at value: FlowValue, _ words: [DestinationWord]) -> TargetDefinition.Kind?
    {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 6, parts[0] == "arn", let word = words.first(where: { $0.service == parts[2] }) else {
            let services = words.map { "arn:aws:\($0.service):…" }.joined(separator: ", ")
            refuse(
                value,
                "is no ARN of a part that there is (\(services))",
                "or name the part: \(words.map(\.member).joined(separator: ", "))"
            )
            return nil
        }
        let name = String((parts.last ?? "").split(separator: "/").last ?? "")
        refer(to: word.noun, name, at: value)
        return word.kind(name)
    }

    /// The dead-letter queue of a target or a function: `DeadLetterQueue: NAME`, or `DeadLetterConfig: {Arn: …}` as the services have
    /// it.
    mutating func deadLetterQueue(_ object: FlowValue) -> String? {
        if let value = object["DeadLetterQueue"] {
            guard let name = text(value) else { return nil }
            refer(to: .queue, name, at: value)
            return name
        }
        guard let value = object["DeadLetterConfig"] else { return nil }
        guard let config = members(of: value, ["Arn", "TargetArn"]) else { return nil }
        guard let arn = config["Arn"] ?? config["TargetArn"] else {
            refuse(config, "has no Arn", "or write DeadLetterQueue: NAME")
            return nil
        }
        return queue(arn: arn)
    }

    /// The queue that an ARN names.
    mutating func queue(arn value: FlowValue) -> String? {
        guard let text = text(value) else { return nil }
        let queues = DestinationWord.all.filter { $0.service == "sqs" }
        guard case .queue(let name)? = arn(text, at: value, queues) else { return nil }
        return name
    }
}
