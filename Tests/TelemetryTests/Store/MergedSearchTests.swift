import EventModel
import Foundation
import Testing

@testable import Telemetry

/// Text searches over records of several files in the order of time: their lines lie in turns in several places.
@Suite("Text search over merged files")
struct MergedSearchTests {
    /// Files whose records take turns, `extra` bytes apart in their files; some lines are blank, some end in a carriage return.
    private static func files(_ count: Int, lines: Int, extra: Int, in folder: URL) throws -> [RawFile] {
        try (0..<count).map { n in
            var text = ""
            for i in 0..<lines {
                let pad = String(repeating: "x", count: (i * 37 + n * 11) % 200)
                let second = 1_790_000_000 + i * count + n
                text +=
                    #"{"time":\#(second),"level":"info","message":"line \#(i) of \#(n) needle\#(i % 7)","pad":"\#(pad)"}"#
                text += i % 5 == 0 ? "\r\n" : "\n"
                if i % 9 == 0 { text += String(repeating: "\n", count: extra) }
            }
            let path = folder.appendingPathComponent("\(n).log").path
            try text.write(toFile: path, atomically: false, encoding: .utf8)
            return try RawFile(path: path)
        }
    }

    private static func merged(_ files: [RawFile]) -> TelemetryStore {
        let store = TelemetryStore(capacity: 1 << 26, chunkRecords: 400)
        _ = FileLoader(files, into: store, keepUnfinished: false, partBytes: 1 << 16).run(
            cores: 1,
            received: { Timestamp(nanoseconds: 9) },
            progress: { _ in },
            isStopped: { false }
        )
        #expect(store.orderByTime())
        return store
    }

    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tailrace-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test("What is found is what every line says by itself", arguments: [(2, 0), (3, 2), (5, 4_000)])
    func agrees(count: Int, extra: Int) throws {
        try inFolder { folder in
            let store = Self.merged(try Self.files(count, lines: 300, extra: extra, in: folder))
            let snapshot = store.snapshot()
            #expect(snapshot.ids.count == count * 300)
            for text in ["needle3", "of 1 needle", "absent", "\"message\":\"line 299", "x\"}"] {
                let wanted = snapshot.ids.filter { id in
                    snapshot.raw(id).map { String(decoding: $0, as: UTF8.self).contains(text) } ?? false
                }
                let query = try Query("\"" + text.replacingOccurrences(of: "\"", with: "\\\"") + "\"")
                #expect(snapshot.matches(query, in: snapshot.ids) == wanted, "\(text)")
            }
            // What only decoding can tell: the lines are read the same way.
            let decoded = try Query("message~\"of 1 needle[34]$\"")
            #expect(snapshot.matchCount(decoded, in: snapshot.ids) == (0..<300).count { [3, 4].contains($0 % 7) })
        }
    }

    @Test("What one of the files no longer has is left out, and nothing else")
    func truncated() throws {
        try inFolder { folder in
            let files = try Self.files(3, lines: 300, extra: 0, in: folder)
            let snapshot = Self.merged(files).snapshot()
            files[1].markGone()
            let query = try Query("\"needle3\"")
            let found = snapshot.matches(query, in: snapshot.ids)
            let wanted = (0..<300).count { $0 % 7 == 3 } * 2
            #expect(found.count == wanted)
            #expect(found.allSatisfy { snapshot.raw($0) != nil })
        }
    }
}
