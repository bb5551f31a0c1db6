import Pipeline

/// Which function polls which queue, stream or table, in the words of the service
/// (https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html).
enum MappingPart: FlowPart {
    static let section = "eventSourceMappings"

    static func read(_ value: FlowValue, _ reader: inout FlowReader, into file: inout FlowFile) {
        let known = [
            "Queue", "EventSourceArn", "FunctionName", "BatchSize", "MaximumBatchingWindowInSeconds",
            "FunctionResponseTypes",
        ]
        if StreamMappingPart.isOne(value) { return StreamMappingPart.read(value, &reader, into: &file) }
        guard let object = reader.members(of: value, known) else { return }
        let queue = queue(object, &reader)
        let function = function(object, &reader)
        let size = reader.whole(object, "BatchSize", 1...10_000)
        let window = reader.duration(object, "MaximumBatchingWindowInSeconds", .zero...(.seconds(300)))
        if let value = object["BatchSize"], let size, size > 10, (window ?? .zero) < .seconds(1) {
            reader.refuse(
                value,
                "is \(size), but more than 10 needs a window of at least 1 s",
                "add MaximumBatchingWindowInSeconds: 1"
            )
        }
        let reports = reportsItems(object, &reader)
        guard let queue, let function else { return }
        var mapping = EventSourceMapping(queue: queue, function: function, reportsBatchItemFailures: reports)
        if let size { mapping.batchSize = size }
        if let window { mapping.window = window }
        file.definition.mappings.append(mapping)
    }

    static func function(_ object: FlowValue, _ reader: inout FlowReader) -> String? {
        let name = reader.required(object, "FunctionName", "name the function that is to be invoked")
        if let name, let value = object["FunctionName"] { reader.refer(to: .function, name, at: value) }
        return name
    }

    static func reportsItems(_ object: FlowValue, _ reader: inout FlowReader) -> Bool {
        var reports = false
        for value in object["FunctionResponseTypes"].map({ reader.elements(of: $0) }) ?? [] {
            if value.string == "ReportBatchItemFailures" {
                reports = true
            } else {
                reader.refuse(value, "must be ReportBatchItemFailures, not \(value.kind)")
            }
        }
        return reports
    }

    private static func queue(_ object: FlowValue, _ reader: inout FlowReader) -> String? {
        if let arn = object["EventSourceArn"] { return reader.queue(arn: arn) }
        let name = reader.required(object, "Queue", "name the queue that is to be polled")
        if let name, let value = object["Queue"] { reader.refer(to: .queue, name, at: value) }
        return name
    }
}
