import EventModel
import Foundation
import Testing

@testable import Telemetry

@Suite("Loading whole files")
struct FileLoaderTests {
    /// A file that is deleted when the test has done with it.
    private final class TestFile {
        let path: String
        init(_ bytes: [UInt8]) throws {
            path = FileManager.default.temporaryDirectory.appending(path: "tailrace-\(UUID().uuidString).log").path()
            try Data(bytes).write(to: URL(filePath: path))
        }
        func rewrite(_ text: String) throws {
            let handle = try #require(FileHandle(forWritingAtPath: path))
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: Data(text.utf8))
        }
        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private static func load(
        _ files: [RawFile],
        cores: Int = 2,
        partBytes: Int,
        chunkRecords: Int = 5,
        capacity: Int = 1 << 26,
        keepUnfinished: Bool = false
    ) -> (StoreSnapshot, [FileLoader.Outcome]) {
        let store = TelemetryStore(capacity: capacity, chunkRecords: chunkRecords)
        let loader = FileLoader(files, into: store, keepUnfinished: keepUnfinished, partBytes: partBytes)
        let outcomes = loader.run(
            cores: cores,
            received: { Timestamp(nanoseconds: 9) },
            progress: { _ in },
            isStopped: { false }
        )
        return (store.snapshot(), outcomes)
    }

    /// Lines of every kind: ordinary, odd, empty, with carriage returns, without a time.
    private static let mixed: [UInt8] = {
        var text = ""
        for i in 0..<97 {
            switch i % 7 {
            case 0: text += "not json \(i)\n"
            case 1: text += "\n"
            case 2: text += "{\"message\":\"no time \(i)\",\"correlation_id\":\"c\(i % 5)\"}\r\n"
            case 3:
                text +=
                    "  {\"time\":\(1_763_733_000 + i),\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"}\n"
            default:
                text +=
                    "{\"time\":\(1_763_733_000 + i),\"level\":\"warn\",\"service\":\"s\(i % 3)\",\"correlation_id\":\"c\(i % 5)\",\"message\":\"\(String(repeating: "x", count: i))\"}\n"
            }
        }
        return Array(text.utf8)
    }()

    private static func expectSame(_ a: StoreSnapshot, _ b: StoreSnapshot, _ comment: Comment) {
        #expect(a.ids == b.ids, comment)
        for id in a.ids {
            var (left, right) = (a.row(id), b.row(id))
            // Which copy of a file it was makes no difference here.
            left?.file = ""
            right?.file = ""
            #expect(left == right, comment)
            #expect(a.raw(id) == b.raw(id), comment)
        }
        for id in ["c0", "c1", "c2", "c3", "c4"] { #expect(a.records(of: id) == b.records(of: id), comment) }
        #expect(a.counters.records == b.counters.records, comment)
        #expect(a.counters.malformed == b.counters.malformed, comment)
        #expect(a.counters.bytes == b.counters.bytes, comment)
    }

    @Test("Parts of any size make the same store as one append", arguments: [1, 2, 7, 64, 500, 1 << 20])
    func partsMakeNoDifference(_ partBytes: Int) throws {
        let file = try TestFile(Self.mixed)
        let whole = TelemetryStore(capacity: 1 << 26, chunkRecords: 5)
        Self.mixed.withUnsafeBytes {
            whole.append($0, source: file.path, firstLine: 1, received: Timestamp(nanoseconds: 9))
        }
        for cores in [1, 3] {
            let (loaded, outcomes) = Self.load([try RawFile(path: file.path)], cores: cores, partBytes: partBytes)
            Self.expectSame(whole.snapshot(), loaded, "\(partBytes) bytes a part, \(cores) cores")
            #expect(outcomes.map(\.position) == [Self.mixed.count])
            #expect(outcomes.map(\.line) == [98])
        }
    }

    @Test("A last line without a newline is read, or left for whoever follows the file", arguments: [3, 1000])
    func unfinishedLine(_ partBytes: Int) throws {
        let file = try TestFile(Array("{\"a\":1}\n{\"a\":2}\n{\"a\":".utf8))
        let (read, _) = Self.load([try RawFile(path: file.path)], partBytes: partBytes)
        #expect(read.ids.count == 3)
        let (left, outcomes) = Self.load([try RawFile(path: file.path)], partBytes: partBytes, keepUnfinished: true)
        #expect(left.ids.count == 2)
        #expect(outcomes.map(\.position) == [16])
        #expect(outcomes.map(\.line) == [3])
    }

    @Test("Lines longer than a block, and longer than is kept", arguments: [100_000, 1 << 22])
    func longLines(_ partBytes: Int) throws {
        let long = "{\"message\":\"" + String(repeating: "y", count: 600_000) + "\"}"
        let endless = String(repeating: "z", count: 3_000_000)
        let file = try TestFile(Array("{\"a\":1}\n\(long)\n\(endless)\n{\"a\":2}\n\(endless)".utf8))
        let (snapshot, _) = Self.load([try RawFile(path: file.path)], partBytes: partBytes)
        #expect(snapshot.ids.count == 5)
        #expect(snapshot.row(1)?.message.utf8.count == 600_000)
        #expect(snapshot.raw(2)?.count == StoreWriter.longestKept)
        #expect(snapshot.row(2)?.malformed == true)
        #expect(snapshot.row(3)?.line == 4)
        #expect(snapshot.row(4)?.line == 5)
        #expect(snapshot.counters.malformed == 2)
    }

    @Test("Several files come one behind the other, and an empty one does no harm")
    func severalFiles() throws {
        let files = [try TestFile(Self.mixed), try TestFile([]), try TestFile(Array("{\"a\":1}\n".utf8))]
        let (snapshot, outcomes) = Self.load(try files.map { try RawFile(path: $0.path) }, partBytes: 300)
        #expect(snapshot.ids.map { snapshot.row($0)?.file }.last == files[2].path)
        #expect(snapshot.row(snapshot.ids.upperBound - 1)?.line == 1)
        #expect(outcomes.map(\.position) == [Self.mixed.count, 0, 8])
    }

    @Test("What a file no longer holds is said to be gone; the columns still tell what they know")
    func truncatedFile() throws {
        let line = "{\"time\":1763733000,\"level\":\"error\",\"service\":\"s\",\"message\":\"here\"}\n"
        let file = try TestFile(Array(line.utf8))
        let raw = try RawFile(path: file.path)
        let (snapshot, _) = Self.load([raw], partBytes: 1000)
        #expect(snapshot.row(0)?.message == "here")
        try file.rewrite("{}\n")
        let row = try #require(snapshot.row(0))
        #expect(row.isGone && row.service == "s" && row.severity == .error && row.message.contains("no longer"))
        #expect(snapshot.raw(0) == nil && snapshot.fields(0) == nil)
        // Written anew and as long as before: whoever follows the file notices, and says so.
        try file.rewrite(line.replacing("here", with: "else"))
        raw.markGone()
        #expect(snapshot.row(0)?.isGone == true)
    }

    @Test("A file that is deleted can still be read")
    func deletedFile() throws {
        let snapshot: StoreSnapshot
        do {
            let file = try TestFile(Array("{\"message\":\"kept\"}\n".utf8))
            snapshot = Self.load([try RawFile(path: file.path)], partBytes: 1000).0
        }
        #expect(snapshot.row(0)?.message == "kept")
    }

    @Test("The oldest chunks are dropped, and counted, when there is no more room")
    func bounded() throws {
        let lines = (0..<20_000).map { "{\"message\":\"\($0)\",\"correlation_id\":\"c\($0)\"}\n" }.joined()
        let file = try TestFile(Array(lines.utf8))
        let (snapshot, _) = Self.load(
            [try RawFile(path: file.path)],
            partBytes: 50_000,
            chunkRecords: 500,
            capacity: 400_000
        )
        #expect(snapshot.counters.records == 20_000)
        #expect(snapshot.counters.dropped == 20_000 - snapshot.ids.count)
        #expect(snapshot.counters.dropped > 0 && snapshot.counters.resident <= 400_000)
        #expect(snapshot.row(snapshot.ids.upperBound - 1)?.message == "19999")
    }
}
