import EventModel
import Pipeline

/// The flow files that are part of the program: `Resources/Flows`.
enum BundledFlowFile: String, CaseIterable, Sendable {
    case orders, uploads
    case fanout
    case changefeed
    case shop
    case filtering
    case batching
    case destinations
    case multicloud
    case logs
    case ingest
    case documents
    case saga
    case backup
    case sourcing
    case thumbnails
    case images
    case uploadapi

    /// The file in the repository.
    var path: String { "Resources/Flows/\(rawValue).yaml" }

    var bytes: [UInt8] {
        switch self {
        case .orders: PackageResources.orders_yaml
        case .uploads: PackageResources.uploads_yaml
        case .fanout: PackageResources.fanout_yaml
        case .changefeed: PackageResources.changefeed_yaml
        case .shop: PackageResources.shop_yaml
        case .filtering: PackageResources.filtering_yaml
        case .batching: PackageResources.batching_yaml
        case .destinations: PackageResources.destinations_yaml
        case .multicloud: PackageResources.multicloud_yaml
        case .logs: PackageResources.logs_yaml
        case .ingest: PackageResources.ingest_yaml
        case .documents: PackageResources.documents_yaml
        case .saga: PackageResources.saga_yaml
        case .backup: PackageResources.backup_yaml
        case .sourcing: PackageResources.sourcing_yaml
        case .thumbnails: PackageResources.thumbnails_yaml
        case .images: PackageResources.images_yaml
        case .uploadapi: PackageResources.uploadapi_yaml
        }
    }

    private static let contracts: [String: [UInt8]] = [
        "order-placed": PackageResources.order_placed_json,
        "payment-confirmed": PackageResources.payment_confirmed_json,
        "inventory-updated": PackageResources.inventory_updated_json,
        "inventory-update-failed": PackageResources.inventory_update_failed_json,
        "shipping-alert-sent": PackageResources.shipping_alert_sent_json,
        "object-created": PackageResources.object_created_json,
        "data-validated": PackageResources.data_validated_json,
        "data-processing-completed": PackageResources.data_processing_completed_json,
        "object-deleted": PackageResources.object_deleted_json,
        "thumbnail-created": PackageResources.thumbnail_created_json,
        "image-processed": PackageResources.image_processed_json,
        "order-created": PackageResources.order_created_json,
        "transfer-booked": PackageResources.transfer_booked_json,
        "meter-read": PackageResources.meter_read_json,
        "report-requested": PackageResources.report_requested_json,
        "parcel-scanned": PackageResources.parcel_scanned_json,
        "event-grid-delivery": PackageResources.event_grid_delivery_json,
        "pub-sub-push": PackageResources.pub_sub_push_json,
        "product-edited": PackageResources.product_edited_json,
        "order-submitted": PackageResources.order_submitted_json,
        "order-received": PackageResources.order_received_json,
        "order-processed": PackageResources.order_processed_json,
        "new-order": PackageResources.new_order_json,
        "order-requested": PackageResources.order_requested_json,
        "upload-request": PackageResources.upload_request_json,
        "file-uploaded": PackageResources.file_uploaded_json,
        "file-validated": PackageResources.file_validated_json,
        "product-request": PackageResources.product_request_json,
    ]

    func read(_ settings: FlowSettings) throws(FlowMistakes) -> FlowFile {
        let surroundings = FlowSurroundings(handlers: .bundled(settings), folder: "/") { path in
            let name = path.split(separator: "/").last?.split(separator: ".").first ?? ""
            if path == "../Orders/catalogue.json" { return PackageResources.catalogue_json }
            if path == "../StateMachines/order-saga.asl.json" { return PackageResources.order_saga_asl_json }
            return path.hasPrefix("../Contracts/") ? Self.contracts[String(name)] : nil
        }
        return try FlowFile(bytes, name: path, surroundings)
    }
}

extension FlowFile {
    /// The flow files that are part of the program.
    package static func bundled() throws(FlowMistakes) -> [FlowFile] {
        var files: [FlowFile] = []
        for file in BundledFlowFile.allCases { files.append(try file.read(FlowSettings())) }
        return files
    }
}

extension [String: FlowSurroundings.Handler] {
    /// The handlers in Swift that any flow file may use.
    package static func bundled(_ settings: FlowSettings) -> Self {
        [
            FlowSurroundings.orderHandlers, FlowSurroundings.uploadHandlers,
            FlowSurroundings.fanoutHandlers,
            FlowSurroundings.changefeedHandlers,
            FlowSurroundings.shopHandlers,
            FlowSurroundings.filteringHandlers,
            FlowSurroundings.batchingHandlers,
            FlowSurroundings.destinationsHandlers,
            FlowSurroundings.multicloudHandlers,
            FlowSurroundings.logsHandlers,
            FlowSurroundings.ingestHandlers,
            FlowSurroundings.documentsHandlers,
            FlowSurroundings.sagaHandlers,
            FlowSurroundings.backupHandlers,
            FlowSurroundings.sourcingHandlers,
            FlowSurroundings.imagesHandlers,
            FlowSurroundings.uploadAPIHandlers,
        ].reduce(into: [:]) { all, handlers in all.merge(handlers(settings)) { $1 } }
    }
}

extension Flow {
    /// A flow that is part of the program, with its file's waits as `settings` has them.
    static func bundled(
        _ file: BundledFlowFile,
        _ settings: FlowSettings,
        stimulus: @escaping @Sendable (_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus
    ) -> Flow {
        do {
            var flow = Flow(try file.read(settings))
            for i in flow.definition.queues.indices where flow.definition.queues[i].redrivePolicy != nil {
                flow.definition.queues[i].visibilityTimeout = settings.visibilityTimeout
            }
            let polling = Set(flow.definition.mappings.map(\.function))
            for i in flow.definition.functions.indices {
                flow.definition.functions[i].retryWaits = settings.retryWaits
                // Those that poll may take no longer than their messages stay hidden.
                if polling.contains(flow.definition.functions[i].name) {
                    flow.definition.functions[i].timeout = min(
                        flow.definition.functions[i].timeout,
                        settings.visibilityTimeout
                    )
                }
            }
            flow.stimulus = stimulus
            return flow
        } catch {
            // The file is part of the program; a test reads it, so a broken one is never built.
            preconditionFailure("\(error)")
        }
    }
}
