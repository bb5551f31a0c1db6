import ArgumentParser
import EventModel
import Telemetry

/// `tailrace trace`: one flow as a tree, as it is or as it was.
struct Trace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print one flow as a tree with its timings, now or as it was at any of its steps."
    )
    @Argument(help: "The correlation id of the flow, or its beginning.") var id: String
    @Option(name: .long, help: "Print how it differs from this flow, hop by hop.") var compare: String?
    @OptionGroup var past: PastOptions
    @OptionGroup var sources: SourceOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard compare != nil, past.isUsed else { return }
        throw ValidationError("--compare sets two whole flows side by side; leave out --at, --step and --steps")
    }

    func run() async throws {
        if past.isUsed { return try await printPast() }
        let ids = [id] + (compare.map { [$0] } ?? [])
        let snapshot = try await sources.load(flows: ids, numbered: format.output == .json)
        let tree = try find(id, in: snapshot, snapshot.trace)
        if let compare {
            let printer = ComparePrinter(
                comparison: FlowComparison(tree, with: try find(compare, in: snapshot, snapshot.trace)),
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

    private func printPast() async throws {
        // What the queues' metrics say stands in records of no flow: everything is read.
        let snapshot =
            try await past.steps
            ? sources.load(flows: [id], numbered: format.output == .json) : sources.load()
        let history = try find(id, in: snapshot, snapshot.history)
        if past.steps {
            let printer = StepsPrinter(history: history, snapshot: snapshot, paint: format.paint)
            if format.output == .json { printer.printJSON() } else { printer.print() }
        } else {
            let printer = MomentPrinter(
                history: history,
                moment: try past.moment(of: history),
                snapshot: snapshot,
                paint: format.paint
            )
            if format.output == .json { printer.printJSON() } else { printer.print() }
        }
        sources.report(snapshot.counters)
    }

    /// The flow with this id, or the only one whose id begins with it.
    private func find<Flow>(_ id: String, in snapshot: StoreSnapshot, _ look: (String) -> Flow?) throws -> Flow {
        if let flow = look(id) { return flow }
        let begun = snapshot.correlations(startingWith: id, limit: 10)
        guard begun.count <= 1 else {
            let names = begun.map { "  \($0)" }.joined(separator: "\n")
            throw Failure.badInput("\(id) is the beginning of several correlation ids; write more of it:\n\(names)")
        }
        guard let flow = begun.first.flatMap(look) else {
            throw Failure.notFound("no record has the correlation id \(id)")
        }
        return flow
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
