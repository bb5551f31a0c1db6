import Pipeline

/// What rules of a bucket have in common: an `ID`, a `Status`, and which keys they are for.
extension BucketPart {
    enum Status: String, CaseIterable { case enabled = "Enabled", disabled = "Disabled" }

    /// The rules of a configuration: `{Rules: […]}`, each an object with an id of its own.
    static func rules<Rule>(
        _ value: FlowValue,
        beside: [String] = [],
        _ reader: inout FlowReader,
        read: (FlowValue, String, inout FlowReader) -> Rule?
    ) -> [Rule] {
        guard let object = reader.members(of: value, ["Rules"] + beside) else { return [] }
        guard let list = object["Rules"] else {
            reader.refuse(object, "has no Rules", "add what is to be done")
            return []
        }
        var ids: Set<String> = []
        var rules: [Rule] = []
        for (i, element) in reader.elements(of: list).enumerated() {
            guard element.members != nil else {
                reader.refuse(element, "must be an object, not \(element.kind)")
                continue
            }
            // The service gives a rule that has none an ID too.
            let id = reader.text(element, "ID") ?? "rule-\(i + 1)"
            if !ids.insert(id).inserted {
                reader.refuse(element["ID"] ?? element, "rule '\(id)' is defined twice", "rename one of them")
            } else if let rule = read(element, id, &reader) {
                rules.append(rule)
            }
        }
        return rules
    }

    static func isEnabled(_ rule: FlowValue, _ reader: inout FlowReader) -> Bool {
        guard rule["Status"] != nil else {
            reader.refuse(rule, "has no Status", "add Status: Enabled or Status: Disabled")
            return false
        }
        return reader.word(rule, "Status", Status.self) == .enabled
    }

    /// `Prefix: logs/`, or `Filter: {Prefix: logs/}` as newer configurations have it; none: every key.
    static func prefix(_ rule: FlowValue, _ reader: inout FlowReader) -> String {
        var object = rule
        if let filter = rule["Filter"] {
            if rule["Prefix"] != nil { reader.refuse(filter, "stands beside Prefix", "keep one of them") }
            guard let members = reader.members(of: filter, ["Prefix"]) else { return "" }
            object = members
        }
        // An empty one is what the service writes for every key.
        guard let value = object["Prefix"], value.string != "" else { return "" }
        return reader.text(value) ?? ""
    }

    static func storageClass(_ object: FlowValue, _ reader: inout FlowReader) -> StorageClass? {
        guard let value = object["StorageClass"] else { return nil }
        if let text = value.string, ["GLACIER", "DEEP_ARCHIVE"].contains(text) {
            reader.refuse(
                value,
                "\(text) is not here: its objects cannot be read before they are restored",
                "take \(StorageClass.glacierInstantRetrieval.rawValue)"
            )
            return nil
        }
        return reader.word(object, "StorageClass", StorageClass.self)
    }
}
