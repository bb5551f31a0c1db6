import EventModel
import Pipeline

extension Flow {
    /// Ingest: what a customer puts under `uploads/` is validated and processed, and ends in the warehouse table. Wired in
    /// `Resources/Flows/ingest.yaml`.
    static func ingest(_ settings: FlowSettings) -> Flow {
        bundled(.ingest, settings) { index, fate, random in
            let customer = random.pick(["northwind", "contoso", "fabrikam"])
            let token = SandboxToken.planned(fate, &random)
            let rows = (0..<random.whole(2...9)).map { row -> JSON in
                [
                    "sku": .string("sku-\(random.whole(1...80))"), "quantity": .int(random.whole(1...50)),
                    "row": .int(row + 1),
                ]
            }
            let batch: JSON = ["customer": .string(customer), "warehouse_token": .string(token), "rows": .array(rows)]
            return .object(
                bytes: Array(batch.description.utf8),
                key: "uploads/\(customer)/stock-\(index + 1)-\(random.hex(6)).json",
                bucket: "customer-files"
            )
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flow `ingest`.
    static func ingestHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let validator = IngestValidator(service: Service(name: "ingest-validator", settings: settings))
        let processor = IngestProcessor(service: Service(name: "ingest-processor", settings: settings))
        return [
            "ingest-validate": validator.service.handler(validator.handle),
            "ingest-process": processor.service.handler(processor.handle),
        ]
    }
}
