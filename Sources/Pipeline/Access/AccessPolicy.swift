package import EventModel

/// What a function may touch: the statements of an identity-based policy. What no statement allows is denied, and what one denies is denied
/// whatever the others allow
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
package struct AccessPolicy: Hashable, Sendable {
    package struct Statement: Hashable, Sendable {
        package var isAllowed: Bool
        /// Actions, with `*` for anything and `?` for one character: `s3:*`.
        let actions: [AccessWildcard]
        /// Names as ``AccessAction`` says, `BUCKET/KEY` for objects, with the same wildcards; or ARNs that end in them.
        let resources: [AccessWildcard]

        package init(isAllowed: Bool = true, actions: [String], resources: [String]) {
            self.isAllowed = isAllowed
            self.actions = actions.map { AccessWildcard($0, ignoringCase: true) }
            self.resources = resources.map { AccessWildcard(AccessPolicy.name($0)) }
        }
    }

    package var statements: [Statement]

    package init(_ statements: [Statement]) { self.statements = statements }

    /// Tables in which the pipeline itself counts what it does to a function.
    package static let ownTables: Set<String> = ["injected-faults"]

    package func allows(_ action: AccessAction, _ resource: String) -> Bool {
        var isAllowed = false
        for statement in statements
        where statement.actions.contains(where: { $0.matches(action.rawValue) })
            && statement.resources.contains(where: { $0.matches(resource) })
        {
            guard statement.isAllowed else { return false }
            isAllowed = true
        }
        return isAllowed
    }

    /// The error of what is not allowed, in the service's words.
    package static func refusal(of function: String, _ action: AccessAction, _ resource: String) -> ErrorInfo {
        ErrorInfo(
            type: "AccessDeniedException",
            message:
                "\(function) is not authorized to perform: \(action.rawValue) on resource: \(resource) because no identity-based policy allows the \(action.rawValue) action"
        )
    }

    /// `arn:aws:dynamodb:eu-west-1:1:table/orders` as `orders`, `arn:aws:s3:::uploads/*` as `uploads/*`.
    private static func name(_ resource: String) -> String {
        guard resource.hasPrefix("arn:") else { return resource }
        let parts = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6 else { return resource }
        for prefix in ["table/", "stream/", "event-bus/", "stateMachine:"] where parts[5].hasPrefix(prefix) {
            return String(parts[5].dropFirst(prefix.count))
        }
        return String(parts[5])
    }
}
