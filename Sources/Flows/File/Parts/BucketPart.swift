import Pipeline

/// `buckets: [raw-data]`: object stores, each of which tells the bus `default` of every object. One with more than a name is an
/// object, in the words of the service (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html):
/// `{BucketName: raw-data, LocationConstraint: …, LifecycleConfiguration: …, ReplicationConfiguration: …}`.
enum BucketPart: FlowPart {
    static let section = "buckets"
    static let isOfNames = true

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        guard value.members != nil else {
            guard let text = reader.text(value), let name = name(text, at: value, &reader) else { return }
            file.definition.buckets.append(BucketDefinition(name: name))
            return
        }
        let known = ["BucketName", "LocationConstraint", "LifecycleConfiguration", "ReplicationConfiguration"]
        guard let object = reader.members(of: value, known) else { return }
        var bucket = BucketDefinition(name: "")
        if let value = object["LocationConstraint"], let text = reader.text(value) {
            bucket.location = text
            if !isName(text) || text.contains(".") {
                reader.refuse(value, "must have 1 to 63 lower-case letters, digits and hyphens", "rename it")
            }
        }
        if let value = object["LifecycleConfiguration"] { bucket.lifecycle = lifecycle(value, &reader) }
        if let value = object["ReplicationConfiguration"] { bucket.replication = replication(value, &reader) }
        guard let text = reader.required(object, "BucketName", "give the bucket a name"),
            let name = name(text, at: object["BucketName"] ?? object, &reader)
        else { return }
        bucket.name = name
        if let i = bucket.replication.firstIndex(where: { $0.destination == name }) {
            reader.refuse(
                object.deepest(at: ["ReplicationConfiguration", "Rules", "\(i)", "Destination", "Bucket"]),
                "is the bucket itself",
                "name another one"
            )
        }
        file.definition.buckets.append(bucket)
    }

    private static func name(_ name: String, at value: FlowValue, _ reader: inout FlowReader) -> String? {
        guard isName(name) else {
            reader.refuse(value, "must have 1 to 63 lower-case letters, digits, dots and hyphens", "rename it")
            return nil
        }
        reader.define(.bucket, name, at: value)
        return name
    }

    private static func isName(_ name: String) -> Bool {
        (1...63).contains(name.utf8.count)
            && name.utf8.allSatisfy { 48...57 ~= $0 || 97...122 ~= $0 || $0 == 0x2D || $0 == 0x2E }
    }
}
