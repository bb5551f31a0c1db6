import Foundation
import Testing

/// Compares a frame with `Snapshots/NAME.txt` beside the tests. With `RECORD_SNAPSHOTS=1` it writes the file, and fails, so
/// that a run that records is never taken for one that has tested.
func expectGolden(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Snapshots/\(name).txt")
    let written = text.hasSuffix("\n") ? text : text + "\n"
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
        do { try Data(written.utf8).write(to: file) } catch { Issue.record("cannot write \(file.path): \(error)") }
        Issue.record("recorded \(name); run again without RECORD_SNAPSHOTS", sourceLocation: sourceLocation)
        return
    }
    guard let data = try? Data(contentsOf: file) else {
        Issue.record("no \(file.path); record it with RECORD_SNAPSHOTS=1", sourceLocation: sourceLocation)
        return
    }
    let expected = String(decoding: data, as: UTF8.self)
    guard expected != written else { return }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = written.split(separator: "\n", omittingEmptySubsequences: false)
    var difference = ""
    for i in 0..<max(old.count, new.count) {
        let a = i < old.count ? old[i] : "", b = i < new.count ? new[i] : ""
        if a != b { difference += "\n\(i + 1) - \(a)\n\(i + 1) + \(b)" }
    }
    Issue.record("\(name) has changed:\(difference)", sourceLocation: sourceLocation)
}
