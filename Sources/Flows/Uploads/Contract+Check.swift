import EventModel
import JSONSchema

extension Contract {
    /// One thing that is wrong with a file.
    struct Violation: Hashable, Sendable, CustomStringConvertible {
        /// Of the file, from 1.
        var line: Int
        /// Of the data, from 1; nil where it is the header, or what can not be read as rows.
        var row: Int?
        /// A JSON pointer to the column, `/quantity`; nil if the whole line is at fault.
        var path: String?
        /// A sentence without its subject: `must be an integer, not "twelve"`.
        var reason: String
        var description: String {
            "\(row.map { "row \($0) (line \(line))" } ?? "line \(line)")\(path.map { " at \($0)" } ?? ""): \(reason)"
        }
    }

    /// A file as the contract sees it.
    struct Reading: Sendable {
        /// The column names of the first line.
        var header: [String] = []
        /// The rows that keep the contract.
        var accepted: [CSVReader.Row] = []
        /// The rows that do not, and what of them can be read.
        var rejected: [CSVReader.Row] = []
        /// In the order of the lines: the first of them.
        var violations: [Violation] = []
        /// Of all.
        var violationCount = 0
        /// The header itself breaks the contract: no row can be read.
        var headerIsBroken = false

        /// More are only counted: a file that is all wrong is not told line by line.
        private static let most = 100

        mutating func add(_ violation: Violation) {
            violationCount += 1
            if violations.count < Self.most { violations.append(violation) }
        }
    }

    /// Reads a file and checks every line. Never fails: what cannot be read is a violation.
    func read(_ bytes: [UInt8]) -> Reading {
        var reading = Reading()
        do throws(CSVError) {
            var reader = try CSVReader(bytes)
            guard let first = try reader.next() else {
                reading.headerIsBroken = true
                reading.add(Violation(line: 1, reason: "the file is empty; its first line must name the columns"))
                return reading
            }
            reading.header = first.fields
            checkHeader(first, &reading)
            if reading.headerIsBroken { return reading }
            var number = 0
            while let row = try reader.next() {
                number += 1
                let violations = violations(of: row, number, header: reading.header)
                if violations.isEmpty { reading.accepted.append(row) } else { reading.rejected.append(row) }
                for violation in violations { reading.add(violation) }
            }
        } catch {
            if reading.header.isEmpty { reading.headerIsBroken = true }
            reading.add(Violation(line: error.line, reason: error.reason))
        }
        return reading
    }

    private func checkHeader(_ row: CSVReader.Row, _ reading: inout Reading) {
        func refuse(_ column: String, _ reason: String) {
            reading.add(Violation(line: row.line, path: Self.pointer(column), reason: reason))
        }
        var seen: Set<String> = []
        for name in row.fields where !seen.insert(name).inserted { refuse(name, "the column stands twice") }
        for name in row.fields where isClosed && columns[name] == nil { refuse(name, "no such column is allowed") }
        for name in required where !seen.contains(name) {
            refuse(
                name,
                "the required column is missing; the file has \(row.fields.prefix(50).joined(separator: ", "))"
            )
        }
        reading.headerIsBroken = reading.violationCount > 0
    }

    private func violations(of row: CSVReader.Row, _ number: Int, header: [String]) -> [Violation] {
        guard row.fields.count == header.count else {
            let reason = "has \(row.fields.count) fields where the header has \(header.count)"
            return [Violation(line: row.line, row: number, reason: reason)]
        }
        return schema.violations(in: json(row.fields, header)).map {
            Violation(line: row.line, row: number, path: $0.path, reason: $0.message)
        }
    }

    /// https://www.rfc-editor.org/rfc/rfc6901
    private static func pointer(_ column: String) -> String {
        "/" + column.replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
