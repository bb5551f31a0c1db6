import Pipeline

/// A flow that is part of the program: its file in `Resources/Flows`, the contracts and handlers in Swift that the file names, and what
/// starts it. Each flow's folder defines its own; ``all`` has a row for each.
struct BundledFlow: Sendable {
    typealias Draw = @Sendable (_ index: Int, _ fate: Fate, _ random: inout SeededRandom) -> Stimulus

    /// What `--flows` calls it, and its file.
    var name: String
    var bytes: [UInt8]
    /// The files of `Resources/Contracts` that it refers to, by their names without `.json`.
    var contracts: [String: [UInt8]]
    /// By the names that files call them by: unique among all flows.
    var handlers: @Sendable (FlowSettings) -> [String: FlowSurroundings.Handler]
    /// See ``Flow/stimulus``.
    var draw: Draw

    /// Every one, in the order that `--flows` lists them.
    static let all: [BundledFlow] = [
        .orders,
        .uploads,
    ]

    /// What the dashboard shows unless it is told otherwise.
    static let standard: [BundledFlow] = [.orders, .uploads]

    /// The file in the repository.
    var path: String { "Resources/Flows/\(name).yaml" }

    func read(_ settings: FlowSettings) throws(FlowMistakes) -> FlowFile {
        let surroundings = FlowSurroundings(handlers: handlers(settings), folder: "/") { path in
            let name = path.split(separator: "/").last?.split(separator: ".").first ?? ""
            return path.hasPrefix("../Contracts/") ? contracts[String(name)] : nil
        }
        return try FlowFile(bytes, name: path, surroundings)
    }

    /// The flow, with its file's waits as `settings` has them.
    func flow(_ settings: FlowSettings) -> Flow {
        do {
            var flow = Flow(try read(settings))
            for i in flow.definition.queues.indices where flow.definition.queues[i].redrivePolicy != nil {
                flow.definition.queues[i].visibilityTimeout = settings.visibilityTimeout
            }
            for i in flow.definition.functions.indices { flow.definition.functions[i].retryWaits = settings.retryWaits }
            flow.stimulus = draw
            return flow
        } catch {
            // The file is part of the program; a test reads it, so a broken one is never built.
            preconditionFailure("\(error)")
        }
    }
}

extension FlowFile {
    /// The flow files that are part of the program.
    package static func bundled() throws(FlowMistakes) -> [FlowFile] {
        var files: [FlowFile] = []
        for flow in BundledFlow.all { files.append(try flow.read(FlowSettings())) }
        return files
    }
}

extension [String: FlowSurroundings.Handler] {
    /// The handlers in Swift that any flow file may use.
    package static func bundled(_ settings: FlowSettings) -> Self {
        BundledFlow.all.reduce(into: [:]) { $0.merge($1.handlers(settings)) { first, _ in first } }
    }
}
