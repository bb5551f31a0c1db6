import Pipeline

/// `buckets: [raw-data]`: object stores, each of which tells the bus `default` of every object.
enum BucketPart: FlowPart {
    static let section = "buckets"
    static let isOfNames = true

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        guard let name = reader.text(value) else { return }
        let isName =
            (1...63).contains(name.utf8.count)
            && name.utf8.allSatisfy { 48...57 ~= $0 || 97...122 ~= $0 || $0 == 0x2D || $0 == 0x2E }
        guard isName else {
            reader.refuse(value, "must have 1 to 63 lower-case letters, digits, dots and hyphens", "rename it")
            return
        }
        reader.define(.bucket, name, at: value)
        file.definition.buckets.append(name)
    }
}
