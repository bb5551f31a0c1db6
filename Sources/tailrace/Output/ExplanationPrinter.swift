import EventModel
import Telemetry
import TerminalUI

/// Prints what `logs --explain` found.
struct ExplanationPrinter {
    let format: FormatOptions

    /// - Throws: ``Failure`` where there was no line at all.
    func print(_ report: FieldReport) throws {
        if format.output == .json {
            Output.print(json(report).description)
        } else {
            text(report)
        }
        if report.shapes.isEmpty, report.raw == 0 { throw Failure.notFound("") }
    }

    private func text(_ report: FieldReport) {
        let paint = format.paint
        for (n, shape) in report.shapes.enumerated() {
            if n > 0 { Output.print("") }
            let lines = shape.count == 1 ? "1 line," : "\(Figures.count(shape.count)) lines like"
            Output.print(paint("\(lines) \(visible(shape.file)):\(shape.line)", .bold))
            if let note = shape.note { Output.print("  \(note)") }
            let width = min(
                36,
                shape.findings.flatMap { $0.passedOver + [$0.source].compactMap { $0 } }
                    .map { displayWidth(visible($0.path)) }.max() ?? 0
            )
            for finding in shape.findings {
                var label = finding.field
                if let source = finding.source {
                    row(label, "←", source, width, nil)
                    label = ""
                }
                for source in finding.passedOver { row(label, "not", source, width, .dim); label = "" }
            }
            if !shape.missing.isEmpty {
                Output.print("  not found: " + shape.missing.joined(separator: ", "))
            }
            let unused = shape.keys.filter { key in
                !shape.findings.contains { finding in
                    (finding.passedOver + [finding.source].compactMap { $0 }).contains {
                        $0.path == key || $0.path.hasPrefix(key + ".")
                    }
                }
            }
            if !unused.isEmpty {
                let shown = unused.prefix(12).map { visible($0) }.joined(separator: ", ")
                Output.print("  other names: \(shown)\(unused.count > 12 ? " and \(unused.count - 12) more" : "")")
            }
        }
        if report.others > 0 { Output.print("\n\(Figures.count(report.others)) lines of further shapes") }
        if report.raw > 0 {
            let place = report.rawFile.map { ", such as \(visible($0)):\(report.rawLine ?? 0)" } ?? ""
            let lines =
                report.raw == 1
                ? "1 line is no record and was" : "\(Figures.count(report.raw)) lines are no records and were"
            Output.print("\n\(lines) kept raw\(place)")
        }
        Output.print(
            "\nTo name a field yourself, write {\"service\": [\"my_name_for_it\"]} to a file and give it with --fields."
        )
    }

    private func row(
        _ field: String,
        _ mark: String,
        _ source: FieldExplanation.Source,
        _ width: Int,
        _ ink: Paint.Ink?
    ) {
        let name = visible(source.path).leftAligned(to: width)
        let value = visible(source.value)
        let what = value.isEmpty ? "" : value + "  "
        Output.print(
            format.paint(
                "  \(field.leftAligned(to: 14)) \(mark.leftAligned(to: 3)) \(name)  \(what)(\(source.why))",
                ink
            )
        )
    }

    private func json(_ report: FieldReport) -> JSON {
        [
            "shapes": .array(report.shapes.map(json)),
            "other_lines": .int(report.others),
            "raw_lines": .int(report.raw),
            "raw_file": report.rawFile.map { .string($0) } ?? .null,
            "raw_line": report.rawLine.map { .int($0) } ?? .null,
        ]
    }

    private func json(_ shape: FieldExplanation) -> JSON {
        [
            "count": .int(shape.count), "file": .string(shape.file), "line": .int(shape.line),
            "keys": .array(shape.keys.map { .string($0) }),
            "note": shape.note.map { .string($0) } ?? .null,
            "fields": .object(
                JSON.Object(
                    shape.findings.map { finding in
                        .init(
                            finding.field,
                            [
                                "from": finding.source.map { .string($0.path) } ?? .null,
                                "value": finding.source.map { .string($0.value) } ?? .null,
                                "why": finding.source.map { .string($0.why) } ?? .null,
                                "passed_over": .array(
                                    finding.passedOver.map {
                                        ["name": .string($0.path), "value": .string($0.value), "why": .string($0.why)]
                                    }
                                ),
                            ]
                        )
                    }
                )
            ),
            "not_found": .array(shape.missing.map { .string($0) }),
        ]
    }
}
