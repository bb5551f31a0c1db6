import ArgumentParser
import EventModel
import Telemetry
import TerminalUI

/// How a map is written.
enum MapFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, dot
}

/// `tailrace map`: who hands what to whom.
struct Map: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the flow topology as traffic shows it.",
        discussion: """
            Who publishes what, through which bus, rule or queue, and who consumes it, from the hops, causation ids and parent \
            spans of the records. Counts are attempts. p95 is how long the work at the end of an edge takes (duration_ms) or, \
            where nothing works there (a bus, a rule, a queue), the way there; wait is from the cause to the start.
            Where no record names a cause, services that follow one another in flows are joined by guesses, marked as such.
            """
    )
    @OptionGroup var sources: SourceOptions
    @Option(name: [.customShort("q"), .long], help: "Only flows with a record that matches.") var query: String?
    @Option(name: .long, parsing: .unconditional, help: "Only records from this time on: RFC 3339, or -15m.") var since:
        TimeArgument?
    @Option(name: .long, parsing: .unconditional, help: "Only records before this time.") var until: TimeArgument?
    @Option(name: .customShort("n"), help: "At most N edges; those in trouble and the most used are kept.") var limit =
        500
    @Option(name: [.customShort("o"), .customLong("output")], help: "text, json, or dot for Graphviz.") var output:
        MapFormat = .text
    @Flag(name: .long, help: "No colour, on a terminal either (the environment's NO_COLOR says the same).")
    var noColor = false
    @Flag(name: .long, help: "Only ASCII (the default where the locale is not UTF-8).") var ascii = false

    func validate() throws {
        if limit < 1 { throw ValidationError("-n takes a number from 1 on") }
    }

    func run() async throws {
        let compiled = try query.map(compile)
        let snapshot = try await sources.load()
        let found = snapshot.topology(
            matching: compiled,
            since: since?.time,
            until: until?.time,
            grouped: output != .json,
            limit: limit
        )
        guard let topology = found else { throw CancellationError() }
        switch output {
        case .json: Output.print(topology.json.description)
        case .dot: Output.print(DotGraph(topology).text)
        case .text:
            let printer = MapPrinter(
                paint: Paint(noColor: noColor),
                isASCII: ascii || !ScreenOptions.localeIsUTF8,
                topology: topology
            )
            printer.print()
        }
        sources.report(snapshot.counters)
        if topology.nodes.isEmpty { throw Failure.notFound("") }
    }
}

extension Topology {
    /// The shape of `tailrace map -o json`.
    var json: JSON {
        [
            "nodes": .array(nodes.map { ["name": .string($0.name), "kind": .string($0.kind.rawValue)] }),
            "edges": .array(
                edges.map { edge in
                    [
                        "from": .string(nodes[edge.from].name),
                        "to": .string(nodes[edge.to].name),
                        "via": edge.via.isEmpty ? .null : .string(edge.via),
                        "count": .int(edge.count),
                        "errors": .int(edge.errors),
                        "p95_ms": edge.p95.json,
                        "wait_p95_ms": edge.wait.json,
                        "from_kind": .string(nodes[edge.from].kind.rawValue),
                        "to_kind": .string(nodes[edge.to].kind.rawValue),
                        "inferred": .bool(edge.inferred),
                    ]
                }
            ),
            "unlinked": .int(unlinked),
            "hidden": ["edges": .int(hiddenEdges), "count": .int(hiddenCount)],
        ]
    }
}
