import EventModel

/// A subscription's filter policy (https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html): the event
/// pattern language without wildcards, with limits of its own.
struct FilterPolicy: Sendable {
    /// The service's limits (https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html).
    enum Limit {
        static let names = 5
        static let combinations = 150
        static let bytes = 262_144
        static let depth = 64
        static let number = 1_000_000_000.0
    }

    private let scope: SubscriptionDefinition.FilterScope
    /// Nil: the empty policy, which lets everything through.
    private let pattern: EventPattern?

    /// - Throws: ``EventPatternError`` with the place and the reason.
    init(_ policy: JSON, scope: SubscriptionDefinition.FilterScope) throws(EventPatternError) {
        self.scope = scope
        guard let object = policy.object else { throw EventPatternError(path: "", reason: "must be an object") }
        let size = policy.utf8.count
        if size > Limit.bytes {
            throw EventPatternError(path: "", reason: "is \(size) bytes long; the limit is \(Limit.bytes)")
        }
        var reader = FilterPolicyReader(scope: scope)
        try reader.read(object, "", depth: 1)
        if reader.names.count > Limit.names {
            throw EventPatternError(path: "", reason: "has \(reader.names.count) names; the limit is \(Limit.names)")
        }
        if reader.combinations > Limit.combinations {
            throw EventPatternError(
                path: "",
                reason: "has \(reader.combinations) combinations of values; the limit is \(Limit.combinations)"
            )
        }
        pattern = object.members.isEmpty ? nil : try EventPattern(policy)
    }

    /// Whether a message passes. By its body, one that is no JSON object does not.
    func matches(_ message: TopicMessage) -> Bool {
        guard let pattern else { return true }
        switch scope {
        case .attributes: return pattern.matches(message.filterable)
        case .body:
            guard let body = try? JSON(parsing: message.body), body.object != nil else { return false }
            return pattern.matches(body)
        }
    }
}

/// Reads a policy for what the pattern language would allow and topics do not, and counts.
struct FilterPolicyReader {
    var scope: SubscriptionDefinition.FilterScope
    /// The places of values.
    private(set) var names: Set<String> = []
    /// Values of each place, by its depth where bodies are filtered, multiplied; saturating.
    private(set) var combinations = 1

    private static let operators: Set<String> = [
        "prefix", "suffix", "equals-ignore-case", "anything-but", "numeric", "exists", "cidr",
    ]

    init(scope: SubscriptionDefinition.FilterScope) { self.scope = scope }

    mutating func read(_ object: JSON.Object, _ place: String, depth: Int) throws(EventPatternError) {
        if depth > FilterPolicy.Limit.depth {
            throw EventPatternError(path: place, reason: "is nested more than \(FilterPolicy.Limit.depth) deep")
        }
        for member in object.members {
            let inner = place.isEmpty ? member.name : "\(place).\(member.name)"
            if member.name == "$or", let choices = member.value.array, choices.allSatisfy({ $0.object != nil }) {
                for (i, choice) in choices.enumerated() {
                    try read(choice.object ?? JSON.Object(), "\(inner)[\(i)]", depth: depth)
                }
                continue
            }
            switch member.value {
            case .object(let nested):
                if scope == .attributes {
                    throw EventPatternError(path: inner, reason: "must be a list: attributes have no members")
                }
                try read(nested, inner, depth: depth + 1)
            case .array(let values):
                for (i, value) in values.enumerated() { try check(value, "\(inner)[\(i)]") }
                names.insert(Self.plain(inner))
                let count = max(1, values.count) * (scope == .body ? depth : 1)
                let (product, overflow) = combinations.multipliedReportingOverflow(by: count)
                combinations = overflow ? .max : product
            default: throw EventPatternError(path: inner, reason: "must be a list of values or an object")
            }
        }
    }

    /// The name without the choices that lead to it: one attribute in two choices is one name.
    private static func plain(_ place: String) -> String {
        place.split(separator: ".").filter { !$0.hasPrefix("$or[") }.joined(separator: ".")
    }

    private func check(_ value: JSON, _ place: String) throws(EventPatternError) {
        switch value {
        case .number(let number): try check(number, place)
        case .object(let object):
            guard let member = object.members.first else { return }
            let inner = "\(place).\(member.name)"
            if !Self.operators.contains(member.name) {
                throw EventPatternError(path: inner, reason: "is no operator of filter policies")
            }
            if member.name == "prefix" || member.name == "suffix", member.value.string == nil {
                throw EventPatternError(path: inner, reason: "must be a string")
            }
            if member.name == "anything-but", let nested = member.value.object?.members.first,
                nested.name != "prefix" && nested.name != "suffix"
            {
                throw EventPatternError(
                    path: "\(inner).\(nested.name)",
                    reason: "can not stand here; use prefix or suffix"
                )
            }
            for value in member.value.array ?? [member.value] {
                if case .number(let number) = value { try check(number, inner) }
            }
        default: break
        }
    }

    private func check(_ number: JSON.Number, _ place: String) throws(EventPatternError) {
        if abs(number.value) > FilterPolicy.Limit.number {
            throw EventPatternError(path: place, reason: "must be a number from -10^9 to 10^9, not \(number.text)")
        }
    }
}
