import EventModel
import Pipeline

extension FlowReader {
    /// A target of a rule or a schedule, in the words of the service
    /// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html).
    mutating func target(_ value: FlowValue) -> TargetDefinition? {
        let known =
            ["Id"] + DestinationWord.members(of: DestinationWord.ofTargets) + [
                "RetryPolicy", "DeadLetterQueue", "DeadLetterConfig",
            ]
            + TargetInput.members + ["SqsParameters", "KinesisParameters"]
        guard let object = members(of: value, known) else { return nil }
        let id = required(object, "Id", "give the target an Id, unique within its rule")
        let kind = destination(object, DestinationWord.ofTargets)
        guard let id, let kind else { return nil }
        var target = TargetDefinition(id: id, kind, deadLetterQueue: deadLetterQueue(object))
        if let policy = object["RetryPolicy"],
            let policy = members(of: policy, ["MaximumRetryAttempts", "MaximumEventAgeInSeconds"])
        {
            target.maximumRetryAttempts = whole(policy, "MaximumRetryAttempts", 0...185) ?? 185
            target.maximumEventAge =
                duration(policy, "MaximumEventAgeInSeconds", .zero...(.seconds(86_400))) ?? .seconds(86_400)
        }
        if let value = object["SqsParameters"], let parameters = members(of: value, ["MessageGroupId"]) {
            target.messageGroupID = text(parameters, "MessageGroupId")
            guard case .queue = kind else {
                refuse(value, "belongs to a queue", "remove it")
                return nil
            }
        }
        if let value = object["KinesisParameters"], let parameters = members(of: value, ["PartitionKeyPath"]) {
            guard case .stream(let name, _) = kind else {
                refuse(value, "belongs to a stream", "remove it")
                return nil
            }
            target.kind = .stream(name, keyPath: text(parameters, "PartitionKeyPath"))
        }
        do {
            target.input = try TargetInput(target: object.json)
        } catch {
            let steps = error.place.split(separator: ".").map(String.init)
            let inner = object["InputTransformer"] ?? object
            let place = object[steps[0]] != nil ? object.deepest(at: steps) : inner.deepest(at: steps)
            refuse(place, error.reason)
        }
        return target
    }
}
