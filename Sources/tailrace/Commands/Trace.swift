import ArgumentParser
import EventModel
import Telemetry

/// `tailrace trace`: one flow as a tree.
struct Trace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print one flow as a tree with its timings.")
    @Argument(help: "The correlation id of the flow, or its beginning.") var id: String
    @OptionGroup var sources: SourceOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let snapshot = try await sources.load(flows: [id], numbered: format.output == .json)
        let found =
            snapshot.trace(id).map { [$0] }
            ?? snapshot.correlations(startingWith: id, limit: 10).compactMap(snapshot.trace)
        guard let tree = found.first else { throw Failure.notFound("no record has the correlation id \(id)") }
        guard found.count == 1 else {
            let names = found.map { "  \($0.summary.correlationID)" }.joined(separator: "\n")
            throw Failure.badInput("\(id) is the beginning of several correlation ids; write more of it:\n\(names)")
        }
        if format.output == .json {
            Output.print(tree.json(snapshot).description)
        } else {
            TreePrinter(paint: format.paint, snapshot: snapshot).print(tree)
        }
        sources.report(snapshot.counters)
    }
}

extension TraceTree {
    /// The shape of `tailrace trace -o json`. Children nest as deep as causes do, so it is built from the leaves up.
    func json(_ snapshot: StoreSnapshot) -> JSON {
        var built = [JSON?](repeating: nil, count: nodes.count)
        for i in nodes.indices.reversed() {
            let node = nodes[i]
            built[i] = [
                "id": .string(node.id),
                "kind": .string(node.kind.rawValue),
                "name": .string(node.name),
                "service": .string(node.service),
                "start": .string(node.start.rfc3339(digits: 6)),
                "duration_ms": node.duration.json,
                "wait_ms": node.wait.json,
                "status": .string(node.status.rawValue),
                "attempt": node.attempt.map(JSON.int) ?? .null,
                "generation": .int(node.generation),
                "critical": .bool(node.critical),
                "labels": .array(node.labels.map { .string($0.rawValue) }),
                "error": node.error?.json ?? .null,
                "records": .array(node.records.compactMap { snapshot.row($0) }.map(\.summaryJSON)),
                "children": .array(
                    node.children.map { child in
                        defer { built[child] = nil }
                        return built[child] ?? .null
                    }
                ),
            ]
        }
        var json = summary.json.object ?? JSON.Object()
        json["labels"] = .array(labels.map { .string($0.rawValue) })
        json["critical_wait_ms"] = Duration?(criticalWait).json
        json["critical_work_ms"] = Duration?(criticalWork).json
        json["roots"] = .array(roots.map { built[$0] ?? .null })
        return .object(json)
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

extension RecordRow {
    /// A record within a trace.
    fileprivate var summaryJSON: JSON {
        [
            "timestamp": timestamp.map { .string($0.rfc3339(digits: 6)) } ?? .null,
            "severity": severity.map { .string($0.name) } ?? .null,
            "message": .string(message),
            "file": .string(file),
            "line": .int(line),
        ]
    }
}

extension Duration? {
    /// Milliseconds with at most three digits of their fraction, or null.
    var json: JSON { self.map { .double(($0.inMilliseconds * 1000).rounded() / 1000) } ?? .null }
}
