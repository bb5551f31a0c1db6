import EventModel

extension Contract {
    /// One thing that is wrong with a file.
    struct Violation: Hashable, Sendable, CustomStringConvertible {
        /// Counts from 1.
        var line: Int
        /// Nil if the whole line is at fault.
        var column: String?
        var reason: String
        var description: String { column.map { "line \(line), column \($0): \(reason)" } ?? "line \(line): \(reason)" }
    }

    /// A file as the contract sees it.
    struct Reading: Sendable {
        /// The column names of the first line.
        var header: [String] = []
        /// The rows that keep the contract.
        var accepted: [CSVReader.Row] = []
        /// The rows that do not, and what of them can be read.
        var rejected: [CSVReader.Row] = []
        /// In the order of the lines.
        var violations: [Violation] = []
        /// The header itself breaks the contract: no row can be read.
        var headerIsBroken = false
    }

    /// Reads a file and checks every line. Never fails: what cannot be read is a violation.
    func read(_ bytes: [UInt8]) -> Reading {
        var reading = Reading()
        do throws(CSVError) {
            var reader = try CSVReader(bytes)
            guard let first = try reader.next() else {
                reading.headerIsBroken = true
                reading.violations.append(
                    Violation(line: 1, reason: "the file is empty; its first line must name the columns")
                )
                return reading
            }
            reading.header = first.fields
            checkHeader(first, &reading)
            if reading.headerIsBroken { return reading }
            while let row = try reader.next() {
                let violations = violations(of: row, header: reading.header)
                reading.violations += violations
                if violations.isEmpty { reading.accepted.append(row) } else { reading.rejected.append(row) }
            }
        } catch {
            if reading.header.isEmpty { reading.headerIsBroken = true }
            reading.violations.append(Violation(line: error.line, reason: error.reason))
        }
        return reading
    }

    private func checkHeader(_ row: CSVReader.Row, _ reading: inout Reading) {
        var seen: Set<String> = []
        for name in row.fields where !seen.insert(name).inserted {
            reading.violations.append(Violation(line: row.line, column: name, reason: "the column stands twice"))
        }
        for column in columns where column.required && !seen.contains(column.name) {
            reading.violations.append(
                Violation(
                    line: row.line,
                    column: column.name,
                    reason: "the required column is missing; the file has \(row.fields.joined(separator: ", "))"
                )
            )
        }
        reading.headerIsBroken = !reading.violations.isEmpty
    }

    private func violations(of row: CSVReader.Row, header: [String]) -> [Violation] {
        guard row.fields.count == header.count else {
            return [
                Violation(line: row.line, reason: "has \(row.fields.count) fields where the header has \(header.count)")
            ]
        }
        return columns.compactMap { column in
            guard let place = header.firstIndex(of: column.name) else { return nil }
            let value = row.fields[place]
            if value.isEmpty {
                return column.required ? Violation(line: row.line, column: column.name, reason: "is empty") : nil
            }
            return column.type.objection(to: value).map {
                Violation(line: row.line, column: column.name, reason: "'\(value.prefix(40))' \($0)")
            }
        }
    }
}
