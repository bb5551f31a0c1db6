import EventModel
import Telemetry
import TerminalUI

/// Prints the steps of a flow: number, time, what happened. A piece at a time: there may be any number of them.
struct StepsPrinter {
    let history: FlowHistory
    let snapshot: StoreSnapshot
    let paint: Paint

    private static let piece = 1000

    private func forEachPiece(_ body: ([FlowStep]) -> Void) {
        var first = 1
        while first <= history.count {
            let end = min(first + Self.piece, history.count + 1)
            body(history.steps(first..<end))
            first = end
        }
    }

    func print() {
        let width = String(history.count).count
        forEachPiece { steps in
            var text = ""
            for step in steps {
                let number = String(step.number).rightAligned(to: width)
                let offset = "+\(Figures.duration(step.at - history.started))".rightAligned(to: 9)
                let what = step.isFailure ? paint(visible(step.what), .red) : visible(step.what)
                text += "\(paint(number, .bold))  \(paint(step.at.rfc3339(digits: 6), .dim))  \(offset)  \(what)"
                if let recorded = step.recorded {
                    text += paint("  (its clock says \(recorded.rfc3339(digits: 6)))", .yellow)
                }
                text += "\n"
            }
            Output.write(Array(text.utf8))
        }
    }

    func printJSON() {
        var isFirst = true
        Output.write([UInt8(ascii: "[")])
        forEachPiece { steps in
            var out: [UInt8] = []
            for step in steps {
                if !isFirst { out.append(UInt8(ascii: ",")) }
                isFirst = false
                step.json(since: history.started, snapshot).write(to: &out)
            }
            Output.write(out)
        }
        Output.write([UInt8(ascii: "]"), 0x0A])
    }
}

extension FlowStep {
    /// - Parameter start: of the flow.
    func json(since start: Timestamp, _ snapshot: StoreSnapshot) -> JSON {
        let row = record.flatMap { snapshot.row($0) }
        return [
            "step": .int(number),
            "at": .string(at.rfc3339(digits: 6)),
            "offset_ms": Duration?(at - start).json,
            "kind": .string(kind.rawValue),
            "what": .string(what),
            "service": .string(service),
            "failed": .bool(isFailure),
            "recorded": recorded.map { .string($0.rfc3339(digits: 6)) } ?? .null,
            "file": row.map { .string($0.file) } ?? .null,
            "line": row.map { .int($0.line) } ?? .null,
        ]
    }
}
