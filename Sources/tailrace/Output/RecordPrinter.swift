import EventModel
import Synchronization
import Telemetry
import TerminalUI

/// Prints log records as text, JSON or the raw lines, in large pieces.
final class RecordPrinter: Sendable {
    private let output: OutputFormat
    private let paint: Paint
    private let toTerminal = Output.isTerminal
    private let buffer = Mutex<[UInt8]>([])

    init(format: FormatOptions) {
        output = format.output
        paint = format.paint
    }

    /// One of the records around matches, or what stands between two groups of them.
    func print(_ item: ContextWindow.Item, of snapshot: StoreSnapshot) {
        switch item {
        case .match(let id): print(id, of: snapshot, isMatch: true)
        case .context(let id): print(id, of: snapshot, isMatch: false)
        case .gap:
            // JSON and raw lines stay what they are for the program that reads them.
            if output == .text { buffer.withLock { $0 += Array(paint("--", .dim).utf8) + [0x0A] } }
        }
    }

    /// - Parameter isMatch: nil where only matches are printed, and nobody has to be told.
    func print(_ id: Int, of snapshot: StoreSnapshot, isMatch: Bool? = nil) {
        guard let row = snapshot.row(id) else { return }
        let full = buffer.withLock { out in
            switch output {
            case .raw:
                let raw = snapshot.raw(id) ?? []
                // A terminal is never driven by what a log says; a file or a pipe gets every byte as it is.
                out += toTerminal ? Array(visible(String(decoding: raw, as: UTF8.self)).utf8) : raw
            case .json: json(row, fields: snapshot.fields(id), isMatch).write(to: &out)
            case .text: out += text(row, isContext: isMatch == false).utf8
            }
            out.append(0x0A)
            return out.count > 1 << 16
        }
        if full { flush() }
    }

    func flush() {
        let bytes = buffer.withLock { out in
            defer { out = [] }
            return out
        }
        if !bytes.isEmpty { Output.write(bytes) }
    }

    /// The shape of `tailrace logs -o json`.
    private func json(_ row: RecordRow, fields: JSON?, _ isMatch: Bool?) -> JSON {
        func text(_ s: String?) -> JSON { s.map(JSON.string) ?? .null }
        let record: JSON = [
            "timestamp": row.timestamp.map { .string($0.rfc3339(digits: fractionDigits($0))) } ?? .null,
            "severity": text(row.severity?.name),
            "service": text(row.service),
            "event_type": text(row.eventType),
            "correlation_id": text(row.correlationID),
            "message": row.hasMessage ? .string(row.message) : .null,
            "file": .string(row.file),
            "line": .int(row.line),
            "fields": fields ?? .null,
        ]
        guard let isMatch, case .object(var members) = record else { return record }
        members["match"] = .bool(isMatch)
        return .object(members)
    }

    /// Milliseconds at least, and as many digits as the instant needs.
    private func fractionDigits(_ t: Timestamp) -> Int {
        if t.nanoseconds % 1_000_000 == 0 { return 3 }
        return t.nanoseconds % 1000 == 0 ? 6 : 9
    }

    private func text(_ row: RecordRow, isContext: Bool) -> String {
        // What is only around a match stands back as a whole.
        if isContext { return paint(text(row, Paint(noColor: true)), .dim) }
        return text(row, paint)
    }

    private func text(_ row: RecordRow, _ paint: Paint) -> String {
        let severity = (row.severity?.name.uppercased() ?? "").leftAligned(to: 5)
        let ink: Paint.Ink? =
            switch row.severity {
            case .error, .fatal: .red
            case .warn: .yellow
            default: nil
            }
        var line = paint(row.timestamp?.rfc3339() ?? String(repeating: " ", count: 24), .dim)
        line += " " + paint(severity, ink)
        if let service = row.service { line += " " + visible(service) }
        if let type = row.eventType { line += " " + paint(visible(type), .bold) }
        if let id = row.correlationID { line += " " + paint(visible(id), .cyan) }
        return line + "  " + visible(row.message)
    }
}
