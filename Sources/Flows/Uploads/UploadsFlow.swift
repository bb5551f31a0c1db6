import EventModel
import Pipeline

extension Flow {
    /// Uploads: a CSV file put into `raw-data` is validated, transformed into `processed-data` and loaded into a table.
    package static func uploads(_ settings: FlowSettings = FlowSettings()) -> Flow {
        let validator = ValidatorHandler(service: Service(name: "validator", settings: settings))
        let transformer = TransformerHandler(service: Service(name: "transformer", settings: settings))
        let loader = LoaderHandler(service: Service(name: "loader", settings: settings))
        var definition = PipelineDefinition()
        definition.buckets = ["raw-data", "processed-data"]
        definition.queues = [
            QueueDefinition(
                name: "uploads",
                visibilityTimeout: settings.visibilityTimeout,
                redrivePolicy: .init(deadLetterQueue: "uploads-dlq", maxReceiveCount: 3)
            ),
            QueueDefinition(name: "uploads-dlq", retention: .seconds(1_209_600)),
        ]
        definition.functions = [
            validator.service.function("csv-validator", work: validator.handle),
            transformer.service.function("csv-transformer", deadLetterQueue: "uploads-dlq", work: transformer.handle),
            loader.service.function("csv-loader", deadLetterQueue: "uploads-dlq", work: loader.handle),
        ]
        // One file a batch: the error of a file is then the error of its message.
        definition.mappings = [EventSourceMapping(queue: "uploads", function: "csv-validator", batchSize: 1)]
        definition.rules = rules
        definition.contracts = FlowContracts.uploads
        return Flow(name: "uploads", definition: definition) { index, fate, random in
            let file = UploadPlan.file(index, fate, &random)
            return .object(bytes: file.bytes, key: file.key, bucket: "raw-data")
        }
    }

    private static var rules: [RuleDefinition] {
        func target(_ id: String, _ kind: TargetDefinition.Kind) -> TargetDefinition {
            TargetDefinition(id: id, kind, deadLetterQueue: "uploads-dlq")
        }
        return [
            RuleDefinition(
                name: "csv-uploaded",
                pattern: [
                    "source": ["aws.s3"], "detail-type": ["Object Created"],
                    "detail": ["bucket": ["name": ["raw-data"]], "object": ["key": [["suffix": ".csv"]]]],
                ],
                targets: [target("validator", .queue("uploads"))]
            ),
            RuleDefinition(
                name: "data-validated",
                pattern: ["source": ["validator"], "detail-type": ["DataValidated"]],
                targets: [target("transformer", .function("csv-transformer"))]
            ),
            RuleDefinition(
                name: "data-processed",
                pattern: ["source": ["transformer"], "detail-type": ["DataProcessingCompleted"]],
                targets: [target("loader", .function("csv-loader"))]
            ),
        ]
    }
}
