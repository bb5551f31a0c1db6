/// What a Task state runs, by its `Resource`.
package struct TaskResource: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A function, by its name.
        case function(String)
        case activity(String)
        /// A service's action: `sqs` and `sendMessage`.
        case integration(service: String, action: String)
        /// Any other URI.
        case other
    }

    /// How long the state waits (https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html).
    package enum Pattern: String, Hashable, Sendable {
        case response
        /// Until the work that it started has ended.
        case sync
        /// Until someone brings the token back.
        case token
    }

    package let uri: String
    package let kind: Kind
    package let pattern: Pattern

    package init(_ uri: String) {
        self.uri = uri
        let parts = uri.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var pattern = Pattern.response
        if parts.first == "function", parts.count == 2 {
            kind = .function(parts[1])
        } else if parts.first == "arn", parts.count > 6, parts[2] == "lambda", parts[5] == "function" {
            kind = .function(parts[6])
        } else if parts.first == "arn", parts.count > 6, parts[2] == "states", parts[5] == "activity" {
            kind = .activity(parts[6])
        } else if parts.first == "arn", parts.count > 6, parts[2] == "states", parts[3].isEmpty, parts[4].isEmpty {
            var rest = parts.dropFirst(5).joined(separator: ":")
            for (ending, meaning) in [(".waitForTaskToken", Pattern.token), (".sync:2", .sync), (".sync", .sync)]
            where rest.hasSuffix(ending) {
                rest.removeLast(ending.count)
                pattern = meaning
                break
            }
            let cut = rest.lastIndex(of: ":") ?? rest.startIndex
            kind = .integration(service: String(rest[..<cut]), action: String(rest[cut...].dropFirst()))
        } else {
            kind = .other
        }
        self.pattern = pattern
    }

    /// Why a definition can not have it; nil if it can.
    var refusal: String? {
        guard uri.contains(":") || uri.hasPrefix("${"), !uri.contains(where: \.isWhitespace) else {
            return "'\(uri)' is not a URI"
        }
        for part in uri.split(separator: "$").dropFirst(uri.hasPrefix("$") ? 0 : 1)
        where part.hasPrefix("{") && !part.contains("}") {
            return "'\(uri)' has a substitution that is not closed"
        }
        switch kind {
        case .function:
            let parts = uri.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count > 7 else { return nil }
            let qualifier = parts[7]
            let isGood = qualifier == "$LATEST" || qualifier.hasPrefix("${") || qualifier.utf8.allSatisfy(Self.isWord)
            return isGood && !qualifier.isEmpty && parts.count == 8
                ? nil : "'\(uri)' names no version or alias of a function"
        case .integration(let service, let action):
            guard let known = Self.actions[service], !known.contains(action) else { return nil }
            return "the resource '\(uri)' is not recognized: \(service) has \(known.joined(separator: ", "))"
        default: return nil
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool { PathParser.isWord(byte) || byte == UInt8(ascii: "-") }

    /// Actions of the optimized integrations (https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html) of
    /// services that are often used; other services are taken as they are.
    private static let actions: [String: [String]] = [
        "dynamodb": ["getItem", "putItem", "updateItem", "deleteItem"],
        "events": ["putEvents"],
        "lambda": ["invoke"],
        "sns": ["publish"],
        "sqs": ["sendMessage"],
        "states": ["startExecution"],
    ]
}
