import ArgumentParser
import EventModel
import Flows
import TerminalUI

/// `tailrace pipeline describe`.
struct PipelineDescribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Draw what flow files wire: buses, rules, targets, queues, functions, contracts."
    )
    @Argument(help: "Flow files, YAML or JSON; - is standard input (default: the bundled flows).")
    var files: [String] = []
    @Option(name: [.customShort("o"), .customLong("output")], help: "text, json, or dot for Graphviz.") var output:
        MapFormat = .text
    @Flag(name: .long, help: "Only ASCII (the default where the locale is not UTF-8).") var ascii = false

    func run() async throws {
        print(files.isEmpty ? try FlowFile.bundled() : try read())
    }

    private func read() throws -> [FlowFile] {
        try files.map { path in
            do {
                return try FlowFile(path: path)
            } catch let error as FlowMistakes {
                for mistake in error.mistakes { Output.complain(visible("\(path):\(mistake)")) }
                throw Failure.notFound("")
            }
        }
    }

    private func print(_ flows: [FlowFile]) {
        switch output {
        case .json: Output.print(JSON.array(flows.map(\.json)).description)
        case .dot: Output.print(FlowGraph(flows).text(visible))
        case .text:
            for (i, flow) in flows.enumerated() {
                if i > 0 { Output.print("") }
                let lines = FlowDrawing(flow).lines(isASCII: ascii || !ScreenOptions.localeIsUTF8)
                for line in lines { Output.print(visible(line)) }
            }
        }
    }
}
