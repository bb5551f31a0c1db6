import EventModel
import Foundation
import StatesLanguage
import TerminalUI

/// Files of cases for state machines, run and reported.
struct StatesCaseRun {
    private let paths: [String]
    private let format: FormatOptions
    private var passed = 0
    private var differences: [JSON] = []
    /// How many were not tried, by the reason.
    private var skipped: [String: Int] = [:]

    init(_ paths: [String], _ format: FormatOptions) {
        self.paths = paths
        self.format = format
    }

    /// - Throws: ``Failure`` `notFound` if a case differs, `badInput` for a line that is no case.
    func run() throws {
        var run = self
        for path in paths { for file in try Self.files(path) { try run.run(file) } }
        try run.close()
    }

    /// A folder's cases in the order of their names, or the file itself.
    private static func files(_ path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return [path]
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".jsonl") }.sorted()
        guard !names.isEmpty else { throw Failure.badInput("\(visible(path)): there is no .jsonl file in it") }
        return names.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
    }

    private mutating func run(_ path: String) throws {
        var hasCases = false
        for (i, line) in try FileLines(path).enumerated()
        where !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) {
            let one: StatesCase
            do {
                one = try StatesCase(try JSON(parsing: line))
            } catch {
                throw Failure.badInput("\(visible(path)):\(i + 1): \(visible("\(error)"))")
            }
            hasCases = true
            switch one.run() {
            case .passed: passed += 1
            case .skipped(let reason): skipped[reason, default: 0] += 1
            case .differs(let expected, let got):
                differences.append([
                    "file": .string(path), "id": .string(one.id), "name": .string(one.name),
                    "expected": .string(expected),
                    "got": .string(got),
                ])
                guard format.output != .json else { continue }
                let name = one.name.isEmpty ? "" : " \(visible(one.name))"
                Output.print("\(visible(one.id))\(name): expected \(visible(expected)), got \(visible(got))")
            }
        }
        if !hasCases { throw Failure.badInput("\(visible(path)): it has no cases") }
    }

    private func close() throws {
        let reasons = skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        if format.output == .json {
            let report: JSON = [
                "passed": .int(passed), "failed": .int(differences.count), "skipped": .int(skipped.values.reduce(0, +)),
                "differences": .array(differences),
                "reasons": .array(reasons.map { ["reason": .string($0.key), "cases": .int($0.value)] }),
            ]
            Output.print(report.description)
        } else {
            for (reason, count) in reasons { Output.print("\(count) skipped: \(visible(reason))") }
            Output.print("\(passed) passed, \(differences.count) failed")
        }
        if !differences.isEmpty { throw Failure.notFound("") }
    }
}
