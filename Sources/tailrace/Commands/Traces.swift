import ArgumentParser
import EventModel
import Telemetry
import TerminalUI

extension TraceSort: ExpressibleByArgument {}

/// `tailrace traces`: the flows.
struct Traces: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the flows.")
    @OptionGroup var sources: SourceOptions
    @Option(name: [.customShort("q"), .long], parsing: .unconditional, help: "Only flows with a record that matches.")
    var query: String?
    @Option(name: .long, help: "latest, slowest or errors.") var sort: TraceSort = .latest
    @Option(name: .customShort("n"), help: "At most N of them.") var limit: Int?
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("-n takes a number that is not negative") }
    }

    func run() async throws {
        let compiled = try query.map(compile)
        let snapshot = try await sources.load()
        let (flows, total) = snapshot.traces(sort: sort, matching: compiled, limit: limit ?? .max)
        if format.output == .json {
            var out: [UInt8] = Array("[".utf8)
            for (i, flow) in flows.enumerated() {
                if i > 0 { out += ",\n".utf8 }
                flow.json.write(to: &out)
                if out.count > 1 << 16 {
                    Output.write(out)
                    out = []
                }
            }
            Output.write(out + Array("]\n".utf8))
        } else {
            for flow in flows { Output.print(text(flow)) }
            if flows.count < total { Output.complain("\(Figures.count(flows.count)) of \(Figures.count(total)) flows") }
        }
        sources.report(snapshot.counters)
        if flows.isEmpty { throw Failure.notFound("") }
    }

    private func text(_ flow: TraceSummary) -> String {
        let paint = format.paint
        var marks = ""
        if flow.errors > 0 { marks += "  \(counted(flow.errors, "error"))" }
        if flow.retries > 0 { marks += "  \(counted(flow.retries, "retry", "retries"))" }
        if flow.deadLetters > 0 { marks += "  \(flow.deadLetters) dead" }
        if flow.redrives > 0 { marks += "  \(flow.redrives) redriven" }
        return paint(flow.started.rfc3339(), .dim) + " " + flow.status.painted(paint) + " "
            + paint(visible(flow.correlationID), .cyan) + "  " + paint(visible(flow.root), .bold)
            + "  \(counted(flow.records, "record"))  \(counted(flow.services.count, "service"))  \(Figures.duration(flow.duration))\(marks)"
    }
}

extension TraceStatus {
    /// The word, padded to the widest and coloured: red only for what needs somebody.
    func painted(_ paint: Paint) -> String {
        let ink: Paint.Ink? =
            switch self {
            case .error, .dead: .red
            case .retried: .yellow
            case .ok: .green
            case .running, .unknown: .dim
            }
        return paint(rawValue.leftAligned(to: 7), ink)
    }
}
