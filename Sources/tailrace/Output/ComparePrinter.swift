import EventModel
import Telemetry
import TerminalUI

/// Prints how a flow differs from another, hop by hop.
struct ComparePrinter {
    let comparison: FlowComparison
    let paint: Paint

    // MARK: Text

    func print() {
        let old = comparison.reference.summary, new = comparison.subject.summary
        Output.print("\(paint("Flow", .bold)) \(flow(new))")
        Output.print("\(paint("with", .bold)) \(flow(old))")
        Output.print(difference(comparison.delta, comparison.ratio))
        for row in comparison.causes(limit: 3).map({ comparison.rows[$0] }) {
            if let node = comparison.node(row) { Output.print("  \(signed(comparison.delta(row)))  \(label(node))") }
        }
        Output.print(
            paint(
                "\("with".rightAligned(to: 12)) \("flow".rightAligned(to: 12)) \("difference".rightAligned(to: 11)) \("times".rightAligned(to: 7))",
                .dim
            )
        )
        var text = ""
        for row in comparison.rows {
            text += line(row) + "\n"
            if text.utf8.count > 1 << 16 {
                Output.write(Array(text.utf8))
                text = ""
            }
        }
        Output.write(Array(text.utf8))
    }

    private func flow(_ flow: TraceSummary) -> String {
        "\(paint(visible(flow.correlationID), .cyan))  \(visible(flow.root))  \(flow.status.painted(paint)) \(Figures.duration(flow.duration))"
    }

    private func difference(_ delta: Duration, _ ratio: Double?) -> String {
        if delta == .zero { return "equally long" }
        let times = ratio.map { ", \(Figures.decimal($0)) times as long" } ?? ""
        return
            "\(delta > .zero ? "slower" : "faster") by \(Figures.duration(delta > .zero ? delta : .zero - delta))\(times)"
    }

    private func line(_ row: FlowComparison.Row) -> String {
        guard let node = comparison.node(row) else { return "" }
        let (old, new) = comparison.hops(row)
        let delta = comparison.delta(row)
        let ratio = comparison.ratio(row).map { (0.95...1.05).contains($0) ? "" : "\(Figures.decimal($0))x" } ?? ""
        let mark = old == nil ? paint("+", .yellow) : new == nil ? paint("-", .yellow) : " "
        let indent = String(repeating: "  ", count: min(row.depth, 40))
        var text = "\(side(old)) \(side(new)) \((delta == .zero ? "" : signed(delta)).rightAligned(to: 11)) "
        text += "\(ratio.rightAligned(to: 7)) \(mark) \(indent)\(label(node))"
        if let error = node.error { text += paint("  \(visible("\(error.type): \(error.message)"))", .red) }
        return text
    }

    private func side(_ hop: TraceHop?) -> String {
        guard let hop else { return "-".rightAligned(to: 12) }
        let time = hop.occupied > .zero ? Figures.duration(hop.occupied) : ""
        let status = hop.status == .ok || hop.status == .unknown ? "" : " \(hop.status.rawValue)"
        return "\(time)\(status)".rightAligned(to: 12)
    }

    private func label(_ node: TraceNode) -> String {
        let attempt = node.attempt.map { $0 > 1 ? " attempt \($0)" : "" } ?? ""
        return "\(paint(node.kind.rawValue, .dim)) \(visible(node.name))\(attempt)"
    }

    private func signed(_ duration: Duration) -> String {
        duration > .zero ? "+\(Figures.duration(duration))" : Figures.duration(duration)
    }

    // MARK: JSON

    /// `{"subject":FLOW,"reference":FLOW,"delta_ms","ratio","rows":[…]}`; rows in pre-order, each with its depth.
    func printJSON() {
        let head: JSON = [
            "subject": comparison.subject.summary.json,
            "reference": comparison.reference.summary.json,
            "delta_ms": Duration?(comparison.delta).json,
            "ratio": Self.json(comparison.ratio),
        ]
        var out = head.utf8
        out.removeLast()
        out += ",\"rows\":[".utf8
        for (i, row) in comparison.rows.enumerated() {
            if i > 0 { out.append(UInt8(ascii: ",")) }
            json(row).write(to: &out)
            if out.count > 1 << 16 {
                Output.write(out)
                out = []
            }
        }
        Output.write(out + Array("]}\n".utf8))
    }

    private func json(_ row: FlowComparison.Row) -> JSON {
        let node = comparison.node(row)
        return [
            "depth": .int(row.depth),
            "kind": node.map { .string($0.kind.rawValue) } ?? .null,
            "name": node.map { .string($0.name) } ?? .null,
            "service": node.map { .string($0.service) } ?? .null,
            "only_in": row.reference == nil ? "subject" : row.subject == nil ? "reference" : .null,
            "subject": row.subject.map { Self.json(comparison.subject.node($0)) } ?? .null,
            "reference": row.reference.map { Self.json(comparison.reference.node($0)) } ?? .null,
            "delta_ms": Duration?(comparison.delta(row)).json,
            "ratio": Self.json(comparison.ratio(row)),
        ]
    }

    private static func json(_ node: TraceNode) -> JSON {
        [
            "id": .string(node.id),
            "start": .string(node.start.rfc3339(digits: 6)),
            "duration_ms": node.duration.json,
            "wait_ms": node.wait.json,
            "status": .string(node.status.rawValue),
            "attempt": node.attempt.map(JSON.int) ?? .null,
            "critical": .bool(node.critical),
            "error": node.error?.json ?? .null,
        ]
    }

    private static func json(_ ratio: Double?) -> JSON { ratio.map { .double(($0 * 1000).rounded() / 1000) } ?? .null }
}
