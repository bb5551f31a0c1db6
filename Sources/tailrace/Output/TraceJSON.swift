import EventModel
import Telemetry

/// Writes a flow as `tailrace trace -o json` prints it, a piece at a time: children nest as deep as causes do, and a flow may
/// have any number of them.
struct TraceJSON {
    let tree: TraceTree
    let snapshot: StoreSnapshot
    /// What else is said of the whole.
    var more = JSON.Object()
    /// The instant that it is as of: hops that ran then say for how long.
    var now: Timestamp?

    func print() {
        var out: [UInt8] = []
        write(to: &out) { out in
            guard out.count > 1 << 16 else { return }
            Output.write(out)
            out.removeAll(keepingCapacity: true)
        }
        out.append(0x0A)
        Output.write(out)
    }

    /// - Parameter flush: called now and then; may take what has been written.
    func write(to out: inout [UInt8], flush: (inout [UInt8]) -> Void = { _ in }) {
        var head = tree.summary.json.object ?? JSON.Object()
        head["labels"] = .array(tree.labels.map { .string($0.rawValue) })
        head["critical_wait_ms"] = Duration?(tree.criticalWait).json
        head["critical_work_ms"] = Duration?(tree.criticalWork).json
        for member in more.members { head[member.name] = member.value }
        open(.object(head), "roots", to: &out)
        // How many nodes are open: each is closed when one comes that does not lie below it.
        var depth = 0
        for (index, hop) in tree.hops.enumerated() {
            while depth > Int(hop.depth) {
                out += "]}".utf8
                depth -= 1
            }
            // The first child follows its parent at once; whatever else comes has a sibling before it.
            if index > 0, hop.parent != Int32(truncatingIfNeeded: index - 1) { out.append(UInt8(ascii: ",")) }
            open(json(tree.node(index)), "children", to: &out)
            depth += 1
            flush(&out)
        }
        for _ in 0...depth { out += "]}".utf8 }
    }

    /// An object without its end, and one more member: a list that is still open.
    private func open(_ object: JSON, _ list: String, to out: inout [UInt8]) {
        object.write(to: &out)
        out.removeLast()
        out += ",\"\(list)\":[".utf8
    }

    private func json(_ node: TraceNode) -> JSON {
        var object = self.object(node)
        if let now, node.duration == nil { object["so_far_ms"] = Duration?(max(.zero, now - node.start)).json }
        return .object(object)
    }

    private func object(_ node: TraceNode) -> JSON.Object {
        let json: JSON = [
            "id": .string(node.id),
            "kind": .string(node.kind.rawValue),
            "name": .string(node.name),
            "service": .string(node.service),
            "start": .string(node.start.rfc3339(digits: 6)),
            "duration_ms": node.duration.json,
            "wait_ms": node.wait.json,
            "status": .string(node.status.rawValue),
            "awaits_retry": .bool(node.awaitsRetry),
            "attempt": node.attempt.map(JSON.int) ?? .null,
            "generation": .int(node.generation),
            "critical": .bool(node.critical),
            "labels": .array(node.labels.map { .string($0.rawValue) }),
            "error": node.error?.json ?? .null,
            "records": .array(node.records.compactMap { snapshot.row($0) }.map(\.summaryJSON)),
        ]
        return json.object ?? JSON.Object()
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
