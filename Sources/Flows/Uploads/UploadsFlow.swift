import EventModel
import Pipeline

extension BundledFlow {
    /// Uploads: a CSV file put into `raw-data` is validated, transformed into `processed-data` and loaded into a table. Wired in
    /// `Resources/Flows/uploads.yaml`.
    static let uploads = BundledFlow(
        name: "uploads",
        bytes: PackageResources.uploads_yaml,
        contracts: [
            "object-created": PackageResources.object_created_json,
            "data-validated": PackageResources.data_validated_json,
            "data-processing-completed": PackageResources.data_processing_completed_json,
        ],
        handlers: FlowSurroundings.uploadHandlers
    ) { index, fate, random in
        let file = UploadPlan.file(index, fate, &random)
        return .object(bytes: file.bytes, key: file.key, bucket: "raw-data")
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `uploads`.
    @Sendable static func uploadHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let validator = ValidatorHandler(service: Service(name: "validator", settings: settings))
        let transformer = TransformerHandler(service: Service(name: "transformer", settings: settings))
        let loader = LoaderHandler(service: Service(name: "loader", settings: settings))
        return [
            "csv-validator": validator.service.handler(validator.handle),
            "csv-transformer": transformer.service.handler(transformer.handle),
            "csv-loader": loader.service.handler(loader.handle),
        ]
    }
}
