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
        // Each flow is printed as soon as it is summed up: of a large store they are many.
        var printed = 0
        var out: [UInt8] = []
        let total = snapshot.forEachTrace(sort: sort, matching: compiled, limit: limit ?? .max) { flow in
            if format.output == .json {
                out += (printed == 0 ? "[" : ",\n").utf8
                flow.json.write(to: &out)
            } else {
                out += (text(flow) + "\n").utf8
            }
            printed += 1
            if out.count > 1 << 16 {
                Output.write(out)
                out.removeAll(keepingCapacity: true)
            }
        }
        if format.output == .json { out += (printed == 0 ? "[]\n" : "]\n").utf8 }
        Output.write(out)
        if format.output != .json, printed < total {
            Output.complain("\(Figures.count(printed)) of \(Figures.count(total)) flows")
        }
        sources.report(snapshot.counters)
        if printed == 0 { throw Failure.notFound("") }
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
