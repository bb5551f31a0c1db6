import ArgumentParser
import EventModel
import Telemetry

/// `tailrace trace`: one flow as a tree.
struct Trace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print one flow as a tree with its timings.")
    @Argument(help: "The correlation id of the flow, or its beginning.") var id: String
    @Option(name: .long, help: "Print how it differs from this flow, hop by hop.") var compare: String?
    @OptionGroup var sources: SourceOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let ids = [id] + (compare.map { [$0] } ?? [])
        let snapshot = try await sources.load(flows: ids, numbered: format.output == .json)
        let tree = try find(id, in: snapshot)
        if let compare {
            let printer = ComparePrinter(
                comparison: FlowComparison(tree, with: try find(compare, in: snapshot)),
                paint: format.paint
            )
            if format.output == .json { printer.printJSON() } else { printer.print() }
        } else if format.output == .json {
            TraceJSON(tree: tree, snapshot: snapshot).print()
        } else {
            TreePrinter(paint: format.paint).print(tree)
        }
        sources.report(snapshot.counters)
    }

    /// The flow with this id, or the only one whose id begins with it.
    private func find(_ id: String, in snapshot: StoreSnapshot) throws -> TraceTree {
        if let tree = snapshot.trace(id) { return tree }
        let begun = snapshot.correlations(startingWith: id, limit: 10)
        guard begun.count <= 1 else {
            let names = begun.map { "  \($0)" }.joined(separator: "\n")
            throw Failure.badInput("\(id) is the beginning of several correlation ids; write more of it:\n\(names)")
        }
        guard let tree = begun.first.flatMap(snapshot.trace) else {
            throw Failure.notFound("no record has the correlation id \(id)")
        }
        return tree
    }
}

extension TraceSummary {
    /// The shape of an element of `tailrace traces -o json`.
    var json: JSON {
        [
            "correlation_id": .string(correlationID),
            "started": .string(started.rfc3339(digits: 6)),
            "duration_ms": Duration?(duration).json,
            "records": .int(records),
            "services": .array(services.map(JSON.string)),
            "errors": .int(errors),
            "retries": .int(retries),
            "dead_letters": .int(deadLetters),
            "redrives": .int(redrives),
            "status": .string(status.rawValue),
            "root": .string(root),
        ]
    }
}

extension Duration? {
    /// Milliseconds with at most three digits of their fraction, or null.
    var json: JSON { self.map { .double(($0.inMilliseconds * 1000).rounded() / 1000) } ?? .null }
}
