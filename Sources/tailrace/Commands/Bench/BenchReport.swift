import EventModel
import TerminalUI

/// The figures with what they were measured on.
struct BenchReport {
    /// What was measured on, for a person and for a program.
    let what: String
    let input: JSON
    let rows: [BenchRow]

    private let machine = Machine()

    init(what: String, _ input: JSON, _ rows: [BenchRow]) {
        self.what = what
        self.input = input
        self.rows = rows
    }

    init(_ input: BenchInput, _ rows: [BenchRow]) {
        let name = input.isGenerated ? "generated records" : visible(input.path)
        self.init(
            what: "\(name), \(Figures.bytes(input.bytes))",
            [
                "file": input.isGenerated ? .null : .string(input.path), "bytes": .int(input.bytes),
                "generated": .bool(input.isGenerated),
            ],
            rows
        )
    }

    /// Prints as asked for.
    func print(_ format: FormatOptions) {
        if format.output == .json {
            Output.print(json.description)
        } else {
            print(format.paint)
        }
    }

    var json: JSON {
        [
            "machine": [
                "cores": .int(machine.cores), "cpu": .string(machine.cpu), "kernel": .string(machine.kernel),
            ],
            "input": input,
            "rows": .array(rows.map(\.json)),
        ]
    }

    private func print(_ paint: Paint) {
        Output.print("\(what) · \(machine.description)")
        Output.print("")
        let names = rows.map { visible($0.what) }
        let width = max(24, names.map { displayWidth($0) }.max() ?? 0)
        let columns = ["measured", "must reach", "aim", "ratio"]
        Output.print(paint("what".leftAligned(to: width) + columns.map { $0.rightAligned(to: 12) }.joined(), .bold))
        for (name, row) in zip(names, rows) {
            let figures = [row.value, row.must, row.aim].map { figure in
                (figure.map(row.unit.text) ?? "").rightAligned(to: 12)
            }
            let ratio = row.ratio.map { BenchReport.times($0) } ?? ""
            let ink: Paint.Ink? = row.ratio.map { $0 < 1 ? .red : .green }
            Output.print(
                name.leftAligned(to: width) + figures.joined() + paint(ratio.rightAligned(to: 12), ink)
            )
        }
    }

    /// `0.82×`, `12×`.
    private static func times(_ ratio: Double) -> String {
        if ratio >= 9.995 { return "\(Figures.count(Int(ratio.rounded())))×" }
        let hundredths = Int((ratio * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)×"
    }
}
