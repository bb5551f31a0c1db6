import Foundation

/// Cases that can not pass, from `exceptions.txt` beside a test: a line each, the case's name, then ` # ` and the reason.
package struct Exceptions {
    private var reasons: [String: String] = [:]

    /// - Parameter test: the test's `#filePath`.
    package init(beside test: String) throws {
        let file = URL(filePath: test).deletingLastPathComponent().appending(path: "exceptions.txt")
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
            guard let mark = line.range(of: " # ", options: .backwards) else { throw Malformed(line: String(line)) }
            reasons[String(line[..<mark.lowerBound])] = String(line[mark.upperBound...])
        }
    }

    /// Why a case can not pass; nil if it must.
    package func reason(_ name: String) -> String? { reasons[name] }

    package struct Malformed: Error { package var line: String }
}
