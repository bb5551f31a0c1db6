import EventModel
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
        reader.mappings.append(object)
    }

    /// A message must stay hidden for as long as its function may take, which the service demands too
    /// (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig).
    static func finish(_ reader: inout FlowReader, _ file: FlowFile) {
        let queues = Dictionary(file.definition.queues.map { ($0.name, $0) }) { first, _ in first }
        let functions = Dictionary(file.definition.functions.map { ($0.name, $0) }) { first, _ in first }
        for (mapping, object) in zip(file.definition.mappings, reader.mappings) {
            guard let queue = queues[mapping.queue], let function = functions[mapping.function],
                queue.visibilityTimeout < function.timeout
            else { continue }
            func seconds(_ duration: Duration) -> String { "\(JSON.double(duration.inSeconds)) s" }
            reader.refuse(
                object["Queue"] ?? object["EventSourceArn"] ?? object,
                "the visibility timeout of queue '\(queue.name)', \(seconds(queue.visibilityTimeout)), is less than the timeout "
                    + "of function '\(function.name)', \(seconds(function.timeout))",
                "raise VisibilityTimeout to that at least, better to 6 times as much, or lower Timeout"
            )
        }
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
