import Pipeline

/// A stream, in the words of the service (https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html).
enum StreamPart: FlowPart {
    static let section = "streams"

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        guard let object = reader.members(of: value, ["StreamName", "ShardCount", "RetentionPeriod"]),
            let name = reader.define(.stream, object, "StreamName")
        else { return }
        var stream = StreamDefinition(name: name)
        if let count = reader.whole(object, "ShardCount", 1...10_000) { stream.shards = count }
        if let time = reader.duration(object, "RetentionPeriod", .seconds(86_400)...(.seconds(31_536_000))) {
            stream.retention = time
        }
        file.definition.streams.append(stream)
    }
}
