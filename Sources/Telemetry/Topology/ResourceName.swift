/// What a hop's `resource` says beside a name: of what kind it is.
///
/// Two forms say so, and neither needs a field of its own: `KIND:NAME` (`topic:orders`, `stream:clicks`, `table:stock`,
/// `bucket:images`, `schedule:nightly`, `topic:orders/SUBSCRIPTION`), and an Amazon Resource Name, whatever its partition
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html). Any other text is a name, and the hop alone tells.
struct ResourceName: Hashable {
    enum Kind: UInt8, Hashable {
        case plain, queue, topic, subscription, stream, table, bucket, schedule, bus, function, stateMachine
    }

    var kind: Kind
    /// Without what says the kind; of a subscription `TOPIC/SUBSCRIPTION`.
    var name: String

    init(_ text: String) {
        self = Self.prefixed(text) ?? Self.arn(text) ?? ResourceName(.plain, text)
    }

    private init(_ kind: Kind, _ name: some StringProtocol) {
        self.kind = kind
        self.name = String(name)
    }

    private static let prefixes: [(text: String, kind: Kind)] = [
        ("topic:", .topic), ("stream:", .stream), ("table:", .table), ("bucket:", .bucket), ("schedule:", .schedule),
    ]

    private static func prefixed(_ text: String) -> ResourceName? {
        for (prefix, kind) in prefixes where text.hasPrefix(prefix) && text.utf8.count > prefix.utf8.count {
            let name = text.dropFirst(prefix.count)
            return ResourceName(kind == .topic && name.contains("/") ? .subscription : kind, name)
        }
        return nil
    }

    /// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, where the resource may hold colons of its own.
    private static func arn(_ text: String) -> ResourceName? {
        guard text.hasPrefix("arn:") else { return nil }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, !parts[5].isEmpty else { return nil }
        let resource = parts[5]
        /// What stands behind `word/` or `word:`, up to the next part.
        func part(_ word: String) -> Substring? {
            guard resource.hasPrefix(word) else { return nil }
            let name = resource.dropFirst(word.count).prefix { $0 != "/" && $0 != ":" }
            return name.isEmpty ? nil : name
        }
        switch parts[2] {
        case "sqs": return ResourceName(.queue, resource)
        case "sns":
            let names = resource.split(separator: ":", maxSplits: 1)
            return names.count == 2
                ? ResourceName(.subscription, "\(names[0])/\(names[1])") : ResourceName(.topic, resource)
        case "kinesis": return part("stream/").map { ResourceName(.stream, $0) }
        case "dynamodb": return part("table/").map { ResourceName(.table, $0) }
        case "s3":
            let name = resource.prefix { $0 != "/" }
            return name.isEmpty ? nil : ResourceName(.bucket, name)
        case "events": return part("event-bus/").map { ResourceName(.bus, $0) }
        case "scheduler":
            guard let group = part("schedule/") else { return nil }
            let name = resource.dropFirst("schedule/".count + group.count).drop { $0 == "/" }
            return ResourceName(.schedule, name.isEmpty ? group : name)
        case "lambda": return part("function:").map { ResourceName(.function, $0) }
        case "states": return part("stateMachine:").map { ResourceName(.stateMachine, $0) }
        default: return nil
        }
    }
}

/// The kinds of a store's names, each name looked at once.
struct ResourceKinds {
    private var kinds: [ResourceName.Kind] = []

    /// Takes in the names that have come since.
    mutating func extend(to table: NameTable) {
        let count = table.count
        while kinds.count < count {
            // Number 0 is no name, and has none.
            kinds.append(table.name(UInt16(kinds.count)).map { ResourceName($0).kind } ?? .plain)
        }
    }

    /// Plain of a name that came after the last look, which no record of that time has, and of one that only its line holds.
    @inline(__always)
    subscript(_ name: UInt16) -> ResourceName.Kind { Int(name) < kinds.count ? kinds[Int(name)] : .plain }
}
