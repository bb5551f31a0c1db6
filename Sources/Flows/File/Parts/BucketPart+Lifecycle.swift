import Pipeline

/// `LifecycleConfiguration`, in the words of the service
/// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html). `Days` may also be a time such as `30s`, for a
/// demonstration; it is then exact.
extension BucketPart {
    private static let longest = Duration.seconds(86_400 * 36_500)

    static func lifecycle(_ value: FlowValue, _ reader: inout FlowReader) -> [LifecycleRule] {
        rules(value, &reader) { value, id, reader in
            let known = [
                "ID", "Prefix", "Filter", "Status", "Transitions", "Expiration", "NoncurrentVersionExpiration",
            ]
            guard let object = reader.members(of: value, known) else { return nil }
            var rule = LifecycleRule(id: id)
            rule.isEnabled = isEnabled(object, &reader)
            rule.prefix = prefix(object, &reader)
            if let list = object["Transitions"] {
                rule.transitions = reader.elements(of: list).compactMap { transition($0, &reader) }
            }
            if let value = object["Expiration"] { expiration(value, &rule, &reader) }
            if let value = object["NoncurrentVersionExpiration"] { noncurrent(value, &rule, &reader) }
            if ["Transitions", "Expiration", "NoncurrentVersionExpiration"].allSatisfy({ object[$0] == nil }) {
                reader.refuse(
                    object,
                    "does nothing",
                    "add Transitions, Expiration or NoncurrentVersionExpiration"
                )
                return nil
            }
            return rule
        }
    }

    private static func transition(_ value: FlowValue, _ reader: inout FlowReader) -> LifecycleRule.Transition? {
        guard let object = reader.members(of: value, ["Days", "StorageClass"]) else { return nil }
        if object["StorageClass"] == nil { reader.refuse(object, "has no StorageClass", "say where the objects go") }
        let age = age(object, "Days", from: .zero, &reader)
        guard let storageClass = storageClass(object, &reader), let age else { return nil }
        if storageClass == .standard {
            reader.refuse(object["StorageClass"] ?? object, "is where objects begin: nothing moves there")
            return nil
        }
        return LifecycleRule.Transition(after: age, to: storageClass)
    }

    private static func expiration(_ value: FlowValue, _ rule: inout LifecycleRule, _ reader: inout FlowReader) {
        guard let object = reader.members(of: value, ["Days", "ExpiredObjectDeleteMarker"]) else { return }
        rule.removesExpiredMarkers = reader.flag(object, "ExpiredObjectDeleteMarker") ?? false
        if object["Days"] != nil {
            if let marker = object["ExpiredObjectDeleteMarker"] {
                reader.refuse(marker, "stands beside Days", "give it a rule of its own")
            }
            rule.expiration = age(object, "Days", from: .nanoseconds(1), &reader)
        } else if object["ExpiredObjectDeleteMarker"] == nil {
            reader.refuse(object, "has no Days", "say after how many")
        }
    }

    private static func noncurrent(_ value: FlowValue, _ rule: inout LifecycleRule, _ reader: inout FlowReader) {
        guard let object = reader.members(of: value, ["NoncurrentDays", "NewerNoncurrentVersions"]) else { return }
        let count = reader.whole(object, "NewerNoncurrentVersions", 1...100) ?? 0
        guard let age = age(object, "NoncurrentDays", from: .nanoseconds(1), &reader) else { return }
        rule.noncurrent = LifecycleRule.NoncurrentExpiration(after: age, keeping: count)
    }

    /// Days as a whole number, or a text such as `30s`.
    private static func age(_ object: FlowValue, _ name: String, from least: Duration, _ reader: inout FlowReader)
        -> LifecycleRule.Age?
    {
        guard let value = object[name] else {
            reader.refuse(object, "has no \(name)", "say after how many")
            return nil
        }
        if value.string != nil { return reader.duration(value, least...longest).map(LifecycleRule.Age.init) }
        return reader.whole(object, name, (least > .zero ? 1 : 0)...36_500).map(LifecycleRule.Age.days)
    }
}
