// swift-tools-version:6.2
import PackageDescription

/// Settings of every Swift target: the Swift 6 language mode comes from the tools version.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "tailrace",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "tailrace", targets: ["tailrace"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .target(name: "EventModel", swiftSettings: settings),
        .target(
            name: "Pipeline",
            dependencies: [
                "EventModel",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Flows",
            dependencies: ["EventModel", "Pipeline"],
            resources: [
                .embedInCode("../../Resources/Orders/catalogue.json"),
                .embedInCode("../../Resources/Uploads/contract.json"),
            ],
            swiftSettings: settings
        ),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(
            name: "Telemetry",
            dependencies: [
                "EventModel", "CSimdjson",
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "DequeModule", package: "swift-collections"),
            ],
            swiftSettings: settings
        ),
        .target(name: "Inputs", dependencies: ["EventModel", "Telemetry", "CZlib"], swiftSettings: settings),
        .systemLibrary(name: "CZlib"),
        .target(name: "DeadLetters", dependencies: ["EventModel"], swiftSettings: settings),
        .target(name: "TerminalUI", swiftSettings: settings),
        .target(name: "CCurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo", .when(platforms: [.linux]))]),
        .target(name: "CursesTerminal", dependencies: ["TerminalUI", "CCurses"], swiftSettings: settings),
        .target(
            name: "Dashboard",
            dependencies: ["EventModel", "TerminalUI", "Telemetry", "DeadLetters"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "tailrace",
            dependencies: [
                "EventModel", "Pipeline", "Flows", "Telemetry", "Inputs", "DeadLetters", "TerminalUI", "CursesTerminal",
                "Dashboard",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "FlowsTests", dependencies: ["EventModel", "Flows", "Pipeline"], swiftSettings: settings),
        .testTarget(name: "EventPatternTests", dependencies: ["EventModel", "Pipeline"], swiftSettings: settings),
        .testTarget(name: "PipelineTests", dependencies: ["EventModel", "Pipeline", .product(name: "GRDB", package: "GRDB.swift")], swiftSettings: settings),
        .testTarget(name: "EventModelTests", dependencies: ["EventModel"], swiftSettings: settings),
    ],
    cxxLanguageStandard: .cxx17
)
