import ArgumentParser
import Flows
import Pipeline
import TerminalUI

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `--flow FILE`.
struct FlowFilesOption: ParsableArguments {
    @Option(
        name: .long,
        parsing: .singleValue,
        help: ArgumentHelp("A flow of your own, wired in a YAML or JSON file; may be repeated.", valueName: "file")
    )
    var flow: [String] = []

    /// The flows of the files, and the bundled ones with these names; without files and names, those that `standard` names.
    func flows(beside names: String?, or standard: String = "all", _ settings: FlowSettings) throws -> [Flow] {
        let own = try flow.map { Flow(try Self.read($0, settings)) }
        if names == nil, !own.isEmpty { return own }
        let all = try Flow.named(names ?? standard, settings) + own
        var seen: Set<String> = []
        for flow in all where !seen.insert(flow.name).inserted {
            throw Failure.badInput("two flows are called '\(visible(flow.name))'; rename one of them")
        }
        return all
    }

    /// The contracts of the bundled flows and of the files.
    func contracts() throws -> ContractRegistry {
        if flow.isEmpty { return BundledContracts.registry }
        let own = try flow.flatMap { try Self.read($0, FlowSettings()).definition.contracts }
        do {
            return try ContractRegistry(Flow.all().flatMap(\.definition.contracts) + own)
        } catch {
            throw Failure.badInput(visible(error.description))
        }
    }

    /// Reads one file; its mistakes, one a line, are the failure.
    private static func read(_ path: String, _ settings: FlowSettings) throws -> FlowFile {
        do {
            return try FlowFile(path: path, settings)
        } catch let error as FlowMistakes {
            let lines = error.mistakes.map { visible("\(error.file):\($0)") }
            throw Failure.badInput("\(visible(path)) can not be run\n" + lines.joined(separator: "\n"))
        }
    }
}

extension FlowFile {
    /// Reads a file from disk; what it refers to is found from its folder.
    ///
    /// - Throws: ``FlowMistakes``; ``Failure`` if it can not be read at all.
    init(path: String, _ settings: FlowSettings = FlowSettings()) throws {
        let bytes = try InputText.read(path)
        let folder = Self.folder(of: path)
        let surroundings = FlowSurroundings(handlers: .bundled(settings), folder: folder) { path in
            try? InputText.read(path.hasPrefix("/") ? path : "\(folder)/\(path)")
        }
        try self.init(bytes, name: path, surroundings)
    }

    private static func folder(of path: String) -> String {
        let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        if parent.hasPrefix("/") { return parent }
        guard let here = getcwd(nil, 0) else { return "/" }
        defer { free(here) }
        return parent == "." ? String(cString: here) : "\(String(cString: here))/\(parent)"
    }
}

extension [Flow] {
    /// Starts a second that the flows' own files ask for, all together; nil if none does.
    var ownRate: Double? {
        let rates = compactMap(\.rate)
        return rates.isEmpty ? nil : rates.reduce(0, +)
    }
}

extension Flow {
    /// The bundled flows with these names, by commas, each once; `all` is every one. `csv` is another name of `uploads`.
    static func named(_ names: String, _ settings: FlowSettings) throws -> [Flow] {
        if names == "all" { return Flow.all(settings) }
        var chosen: [Flow] = []
        for name in names.split(separator: ",") {
            guard let flow = Flow.bundled(name == "csv" ? "uploads" : String(name), settings) else {
                let known = Flow.bundledNames.joined(separator: ", ")
                throw Failure.badInput("no flow is called '\(visible(String(name)))'; there are: \(known), and all")
            }
            if !chosen.contains(where: { $0.name == flow.name }) { chosen.append(flow) }
        }
        return chosen
    }
}
