import EventModel
import Pipeline

/// Which function reads which stream, or the changes of which table: an event source mapping with `Stream` or `Table`, in the words of
/// the service (https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html).
enum StreamMappingPart {
    private static let known = [
        "Stream", "Table", "EventSourceArn", "FunctionName", "BatchSize", "MaximumBatchingWindowInSeconds",
        "StartingPosition", "StartingPositionTimestamp", "ParallelizationFactor", "MaximumRetryAttempts",
        "MaximumRecordAgeInSeconds",
        "BisectBatchOnFunctionError", "DestinationConfig", "FunctionResponseTypes", "RetryWaits",
    ]
    private enum Position: String, CaseIterable {
        case trimHorizon = "TRIM_HORIZON"
        case latest = "LATEST"
        case atTimestamp = "AT_TIMESTAMP"
    }

    /// Whether a mapping is one of these, and not one of a queue.
    static func isOne(_ value: FlowValue) -> Bool {
        if value["Stream"] != nil || value["Table"] != nil { return true }
        let arn = value["EventSourceArn"]?.string ?? ""
        return arn.hasPrefix("arn:aws:kinesis:") || arn.hasPrefix("arn:aws:dynamodb:")
    }

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        guard let object = reader.members(of: value, known) else { return }
        let source = source(object, &reader)
        let function = MappingPart.function(object, &reader)
        guard let source, let function else { return }
        var mapping = StreamMapping(source, function: function)
        if let size = reader.whole(object, "BatchSize", 1...10_000) { mapping.batchSize = size }
        if let time = reader.duration(object, "MaximumBatchingWindowInSeconds", .zero...(.seconds(300))) {
            mapping.window = time
        }
        if let position = position(object, source, &reader) { mapping.startingPosition = position }
        if let n = reader.whole(object, "ParallelizationFactor", 1...10) { mapping.parallelizationFactor = n }
        // -1 is for ever, as in the service.
        if let n = reader.whole(object, "MaximumRetryAttempts", -1...10_000), n >= 0 {
            mapping.maximumRetryAttempts = n
        }
        if let age = object["MaximumRecordAgeInSeconds"], age.scalar?.integer != -1 {
            mapping.maximumRecordAge = reader.duration(age, .milliseconds(1)...(.seconds(604_800)))
        }
        mapping.bisectsOnError = reader.flag(object, "BisectBatchOnFunctionError") ?? false
        mapping.reportsBatchItemFailures = MappingPart.reportsItems(object, &reader)
        if let value = object["DestinationConfig"], let config = reader.members(of: value, ["OnFailure"]),
            let value = config["OnFailure"], let target = reader.members(of: value, DestinationWord.members)
        {
            mapping.onFailure = reader.destination(target)
        }
        if let value = object["RetryWaits"] {
            let waits = reader.elements(of: value).compactMap {
                reader.duration($0, .milliseconds(1)...(.seconds(3_600)))
            }
            if waits.count == 2, waits[0] <= waits[1] {
                (mapping.retryWait, mapping.retryWaitCeiling) = (waits[0], waits[1])
            } else {
                reader.refuse(value, "must be the first wait and the longest", "for example RetryWaits: [1s, 60s]")
            }
        }
        file.definition.streamMappings.append(mapping)
    }

    /// Where a mapping that is new begins. A time is for streams only, and belongs to `AT_TIMESTAMP`.
    private static func position(_ object: FlowValue, _ source: StreamSource, _ reader: inout FlowReader)
        -> StreamMapping.StartingPosition?
    {
        let word = reader.word(object, "StartingPosition", Position.self)
        let time = object["StartingPositionTimestamp"]
        guard word == .atTimestamp else {
            if let time, object["StartingPosition"] == nil || word != nil {
                reader.refuse(time, "belongs to StartingPosition: AT_TIMESTAMP", "change the position, or remove it")
            }
            return word == .latest ? .latest : word == .trimHorizon ? .trimHorizon : nil
        }
        if case .table = source, let value = object["StartingPosition"] {
            reader.refuse(
                value,
                "is for streams, and not for a table's changes",
                "begin at TRIM_HORIZON or LATEST"
            )
            return nil
        }
        guard let time else {
            reader.refuse(
                object["StartingPosition"] ?? object,
                "needs a StartingPositionTimestamp",
                "add when to begin: StartingPositionTimestamp: 2026-11-21T00:00:00Z"
            )
            return nil
        }
        let instant =
            time.string.flatMap { Timestamp(rfc3339: $0) }
            ?? time.scalar?.number.flatMap {
                (0..<9e9).contains($0) ? Timestamp(seconds: 0) + .milliseconds(Int64($0 * 1_000)) : nil
            }
        guard let instant else {
            reader.refuse(
                time,
                "must be a time, not \(time.kind)",
                "give it as 2026-11-21T00:00:00Z, or in seconds since 1970"
            )
            return nil
        }
        return .at(instant)
    }

    private static func source(_ object: FlowValue, _ reader: inout FlowReader) -> StreamSource? {
        let named = ["Stream", "Table", "EventSourceArn"].filter { object[$0] != nil }
        if named.count > 1 {
            reader.refuse(object, "has both \(named[0]) and \(named[1])", "keep one: a mapping has one source")
            return nil
        }
        guard let member = named.first, let value = object[member], let text = reader.text(value) else { return nil }
        var isTable = member == "Table"
        var name = text
        if member == "EventSourceArn" {
            isTable = text.hasPrefix("arn:aws:dynamodb:")
            // arn:aws:kinesis:REGION:ACCOUNT:stream/NAME, arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL
            let path = text.split(separator: ":").last?.split(separator: "/").map(String.init) ?? []
            guard path.count >= 2 else {
                reader.refuse(value, "is no ARN of a stream or a table", "or name it: Stream: NAME, Table: NAME")
                return nil
            }
            name = path[1]
        }
        reader.refer(to: isTable ? .table : .stream, name, at: value)
        return isTable ? .table(name) : .stream(name)
    }
}
