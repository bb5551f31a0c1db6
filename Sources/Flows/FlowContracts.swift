import EventModel
import Pipeline

/// The contracts of the bundled flows: `Resources/Contracts`.
enum FlowContracts {
    /// What comes in from outside is kept, as a dead letter that can be edited and sent again; what a function publishes is refused,
    /// so that the function fails.
    static var orders: [ContractDefinition] {
        [
            contract("OrderPlaced", from: "shop", PackageResources.order_placed_json, .deadletter("orders-dlq")),
            contract("PaymentConfirmed", from: "payment", PackageResources.payment_confirmed_json),
            contract("InventoryUpdated", from: "inventory", PackageResources.inventory_updated_json),
            contract("InventoryUpdateFailed", from: "inventory", PackageResources.inventory_update_failed_json),
            contract("ShippingAlertSent", from: "shipping", PackageResources.shipping_alert_sent_json),
        ]
    }

    static var uploads: [ContractDefinition] {
        [
            contract("Object Created", from: "aws.s3", version: "0", PackageResources.object_created_json),
            contract("DataValidated", from: "validator", PackageResources.data_validated_json),
            contract("DataProcessingCompleted", from: "transformer", PackageResources.data_processing_completed_json),
        ]
    }

    private static func contract(
        _ type: String,
        from source: String,
        version: String = "1",
        _ bytes: [UInt8],
        _ mode: ContractDefinition.Mode = .reject
    ) -> ContractDefinition {
        do {
            let schema = try JSON(parsing: bytes)
            return ContractDefinition(eventType: type, source: source, version: version, schema: schema, mode: mode)
        } catch {
            // The file is part of the program; a test reads it, so a broken one is never built.
            preconditionFailure("Resources/Contracts, \(type): \(error)")
        }
    }
}
