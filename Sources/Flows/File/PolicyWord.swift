import Pipeline

/// What a function may touch, in the words of SAM and of policies
/// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html,
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html): a list of statements.
///
/// `Policies: [{Action: [s3:GetObject, s3:PutObject], Resource: "uploads/*"}, {Action: events:PutEvents, Resource: default}]`
enum PolicyWord {
    private enum Effect: String, CaseIterable { case allow = "Allow", deny = "Deny" }

    static func read(_ value: FlowValue, _ reader: inout FlowReader) -> AccessPolicy {
        var statements: [AccessPolicy.Statement] = []
        for element in reader.elements(of: value) {
            guard let object = reader.members(of: element, ["Sid", "Effect", "Action", "Resource"]) else { continue }
            let isAllowed = (reader.word(object, "Effect", Effect.self) ?? .allow) == .allow
            let actions = texts(object, "Action", "say what it does: Action: s3:GetObject", &reader)
            let resources = texts(object, "Resource", "say to what: Resource: uploads/*, or \"*\" for all", &reader)
            for (value, action) in actions { check(action, at: value, &reader) }
            statements.append(
                AccessPolicy.Statement(
                    isAllowed: isAllowed,
                    actions: actions.map(\.text),
                    resources: resources.map(\.text)
                )
            )
        }
        return AccessPolicy(statements)
    }

    /// One text or a list of them.
    private static func texts(_ object: FlowValue, _ name: String, _ advice: String, _ reader: inout FlowReader)
        -> [(value: FlowValue, text: String)]
    {
        guard let value = object[name] else {
            reader.refuse(object, "has no \(name)", advice)
            return []
        }
        return (value.list ?? [value]).compactMap { value in reader.text(value).map { (value, $0) } }
    }

    /// An action that nothing here does is a mistake of the hand.
    private static func check(_ action: String, at value: FlowValue, _ reader: inout FlowReader) {
        let all = AccessAction.allCases.map(\.rawValue)
        let policy = AccessPolicy([.init(actions: [action], resources: ["*"])])
        if AccessAction.allCases.contains(where: { policy.allows($0, "") }) { return }
        reader.refuse(
            value,
            "no handler does '\(action)' here",
            Suggestion.advice(action, among: all, otherwise: "actions are: \(all.joined(separator: ", "))")
        )
    }
}
