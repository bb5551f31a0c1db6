import Pipeline

/// An archive, in the words of the service
/// (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html), with the bus by its name and, where it is not
/// `archives`, the bucket that holds its objects.
enum ArchivePart: FlowPart {
    static let section = "archives"

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        let known = ["ArchiveName", "EventBusName", "EventPattern", "RetentionDays", "BucketName", "Description"]
        guard let object = reader.members(of: value, known) else { return }
        let name = reader.define(.archive, object, "ArchiveName")
        if let name, name.utf8.count > ArchiveDefinition.nameLimit {
            reader.refuse(
                object["ArchiveName"] ?? object,
                "has \(name.utf8.count) characters, but may have \(ArchiveDefinition.nameLimit)",
                "rename it"
            )
        }
        var archive = ArchiveDefinition(name: name ?? "")
        if let value = object["EventBusName"], let bus = reader.text(value) {
            archive.bus = bus
            reader.refer(to: .bus, bus, at: value)
        }
        if let value = object["EventPattern"] { archive.pattern = reader.pattern(value) }
        archive.retentionDays = reader.whole(object, "RetentionDays", 0...36_500) ?? 0
        if let value = object["BucketName"], let bucket = reader.text(value) {
            archive.bucket = bucket
            if bucket != ArchiveDefinition.defaultBucket { reader.refer(to: .bucket, bucket, at: value) }
        }
        archive.summary = reader.text(object, "Description")
        if name != nil { file.definition.archives.append(archive) }
    }
}
