import EventModel
import TerminalUI

/// The figures with what they were measured on.
struct BenchReport {
    let input: BenchInput
    let rows: [BenchRow]

    private let machine = Machine()

    init(input: BenchInput, rows: [BenchRow]) {
        self.input = input
        self.rows = rows
    }

    var json: JSON {
        [
            "machine": [
                "cores": .int(machine.cores), "cpu": .string(machine.cpu), "kernel": .string(machine.kernel),
            ],
            "input": [
                "file": input.isGenerated ? .null : .string(input.path), "bytes": .int(input.bytes),
                "generated": .bool(input.isGenerated),
            ],
            "rows": .array(rows.map(\.json)),
        ]
    }

    func print(_ paint: Paint) {
        let what = input.isGenerated ? "generated records" : visible(input.path)
        Output.print("\(what), \(Figures.bytes(input.bytes)) · \(machine.description)")
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
