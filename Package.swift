// swift-tools-version:6.2
import PackageDescription

/// Continuous integration fails on a warning; a newer compiler's new warning shall not break anybody's build.
let strict = Context.environment["CI"] != nil

/// Settings of every Swift target: the Swift 6 language mode comes from the tools version.
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
    name: "tailrace",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "tailrace", targets: ["tailrace"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Its core only: the router, and what it needs, would be compiled for nothing.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    ],
    targets: [
        .target(name: "EventModel", swiftSettings: settings),
        .target(
            name: "JSONSchema",
            dependencies: ["EventModel"],
            resources: [.embedInCode("../../Resources/Schemas/draft-07.json")],
            swiftSettings: settings
        ),
        .target(
            name: "StatesLanguage",
            dependencies: ["EventModel", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings
        ),
        .target(
            name: "Pipeline",
            dependencies: [
                "CZlib", "EventModel", "JSONSchema", "StatesLanguage",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "DequeModule", package: "swift-collections"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "HTTPGateway",
            dependencies: [
                "EventModel", "Pipeline",
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            ],
            swiftSettings: settings
        ),
        .target(name: "CReaper"),
        .target(
            name: "Programs",
            dependencies: [
                "CReaper", "EventModel", "Pipeline",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Flows",
            dependencies: [
                "CGD", "CZlib", "EventModel", "JSONSchema", "Pipeline", "Programs", "StatesLanguage",
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [
                .embedInCode("../../Resources/Flows/orders.yaml"),
                .embedInCode("../../Resources/Flows/uploads.yaml"),
                .embedInCode("../../Resources/Flows/fanout.yaml"),
                .embedInCode("../../Resources/Flows/changefeed.yaml"),
                .embedInCode("../../Resources/Flows/shop.yaml"),
                .embedInCode("../../Resources/Flows/filtering.yaml"),
                .embedInCode("../../Resources/Flows/batching.yaml"),
                .embedInCode("../../Resources/Flows/destinations.yaml"),
                .embedInCode("../../Resources/Flows/multicloud.yaml"),
                .embedInCode("../../Resources/Flows/logs.yaml"),
                .embedInCode("../../Resources/Flows/ingest.yaml"),
                .embedInCode("../../Resources/Flows/documents.yaml"),
                .embedInCode("../../Resources/Flows/saga.yaml"),
                .embedInCode("../../Resources/Flows/backup.yaml"),
                .embedInCode("../../Resources/Flows/sourcing.yaml"),
                .embedInCode("../../Resources/StateMachines/order-saga.asl.json"),
                .embedInCode("../../Resources/Flows/thumbnails.yaml"),
                .embedInCode("../../Resources/Flows/images.yaml"),
                .embedInCode("../../Resources/Flows/uploadapi.yaml"),
                .embedInCode("../../Resources/Orders/catalogue.json"),
                .embedInCode("../../Resources/Uploads/contract.json"),
                .embedInCode("../../Resources/Contracts/order-placed.json"),
                .embedInCode("../../Resources/Contracts/payment-confirmed.json"),
                .embedInCode("../../Resources/Contracts/inventory-updated.json"),
                .embedInCode("../../Resources/Contracts/inventory-update-failed.json"),
                .embedInCode("../../Resources/Contracts/shipping-alert-sent.json"),
                .embedInCode("../../Resources/Contracts/object-created.json"),
                .embedInCode("../../Resources/Contracts/data-validated.json"),
                .embedInCode("../../Resources/Contracts/data-processing-completed.json"),
                .embedInCode("../../Resources/Contracts/object-deleted.json"),
                .embedInCode("../../Resources/Contracts/thumbnail-created.json"),
                .embedInCode("../../Resources/Contracts/image-processed.json"),
                .embedInCode("../../Resources/Contracts/order-created.json"),
                .embedInCode("../../Resources/Contracts/transfer-booked.json"),
                .embedInCode("../../Resources/Contracts/meter-read.json"),
                .embedInCode("../../Resources/Contracts/report-requested.json"),
                .embedInCode("../../Resources/Contracts/parcel-scanned.json"),
                .embedInCode("../../Resources/Contracts/event-grid-delivery.json"),
                .embedInCode("../../Resources/Contracts/pub-sub-push.json"),
                .embedInCode("../../Resources/Contracts/product-edited.json"),
                .embedInCode("../../Resources/Contracts/order-submitted.json"),
                .embedInCode("../../Resources/Contracts/order-requested.json"),
                .embedInCode("../../Resources/Contracts/upload-request.json"),
                .embedInCode("../../Resources/Contracts/file-uploaded.json"),
                .embedInCode("../../Resources/Contracts/file-validated.json"),
                .embedInCode("../../Resources/Contracts/product-request.json"),
                .embedInCode("../../Resources/Contracts/new-order.json"),
                .embedInCode("../../Resources/Contracts/order-received.json"),
                .embedInCode("../../Resources/Contracts/order-processed.json"),
            ],
            swiftSettings: settings
        ),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CTextSearch"),
        .target(
            name: "Telemetry",
            dependencies: [
                "EventModel", "CSimdjson", "CTextSearch",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            resources: [.embedInCode("../../Resources/Fields/fields.json")],
            swiftSettings: settings
        ),
        .target(
            name: "Inputs",
            dependencies: ["EventModel", "Telemetry", "CTextSearch", "CZlib", "CZstd"],
            swiftSettings: settings
        ),
        .target(
            name: "CGD",
            linkerSettings: [.linkedLibrary("png"), .linkedLibrary("dl", .when(platforms: [.linux]))]
        ),
        .systemLibrary(name: "CZlib"),
        .systemLibrary(name: "CZstd"),
        .target(
            name: "DeadLetters",
            dependencies: ["EventModel", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings
        ),
        .target(name: "TerminalUI", swiftSettings: settings),
        .target(
            name: "CCurses",
            linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo", .when(platforms: [.linux]))]
        ),
        .target(
            name: "CursesTerminal",
            dependencies: ["EventModel", "TerminalUI", "CCurses"],
            swiftSettings: settings
        ),
        .target(
            name: "Dashboard",
            dependencies: ["EventModel", "TerminalUI", "Telemetry", "DeadLetters"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "tailrace",
            dependencies: [
                "EventModel", "JSONSchema", "StatesLanguage", "Pipeline", "Programs", "Flows", "HTTPGateway",
                "Telemetry",
                "Inputs", "DeadLetters", "TerminalUI", "CursesTerminal", "Dashboard",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "DeadLetterConformance",
            dependencies: ["EventModel"],
            path: "Tests/DeadLetterConformance",
            swiftSettings: settings
        ),
        .testTarget(
            name: "DeadLettersTests",
            dependencies: ["DeadLetters", "DeadLetterConformance", "EventModel", "TestSupport"],
            swiftSettings: settings
        ),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        .testTarget(
            name: "JSONSchemaTests",
            dependencies: ["EventModel", "JSONSchema", "TestSupport"],
            exclude: ["exceptions.txt"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StatesLanguageTests",
            dependencies: ["EventModel", "StatesLanguage", "TestSupport"],
            exclude: ["exceptions.txt"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EventModelTests",
            dependencies: ["EventModel", "TestSupport"],
            exclude: ["exceptions.txt"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TelemetryTests",
            dependencies: [
                "CTextSearch", "EventModel", "Telemetry", "TestSupport",
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FlowsTests",
            dependencies: ["EventModel", "Flows", "Pipeline", "Programs", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ProgramsTests",
            dependencies: ["EventModel", "Pipeline", "Programs"],
            swiftSettings: settings
        ),
        .testTarget(name: "InputsTests", dependencies: ["EventModel", "Inputs", "Telemetry"], swiftSettings: settings),
        .testTarget(
            name: "EventPatternTests",
            dependencies: ["EventModel", "Pipeline"],
            exclude: ["exceptions.json"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "DashboardTests",
            dependencies: ["Dashboard", "DeadLetters", "EventModel", "Telemetry", "TerminalUI"],
            exclude: ["Snapshots"],
            swiftSettings: settings
        ),
        .testTarget(name: "TerminalUITests", dependencies: ["TerminalUI"], swiftSettings: settings),
        .testTarget(
            name: "CursesTerminalTests",
            dependencies: ["CursesTerminal", "TerminalUI", "CCurses"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "PipelineTests",
            dependencies: [
                "DeadLetterConformance", "EventModel", "Pipeline", "StatesLanguage", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["exceptions.txt", "queue-exceptions.txt"],
            swiftSettings: settings
        ),
    ],
    cxxLanguageStandard: .cxx17
)
