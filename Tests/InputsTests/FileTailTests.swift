import Testing

@testable import Inputs

/// A file under the eyes of a tail; `poll` is called by hand, so nothing waits.
@Suite struct FileTailTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// What one poll hands on: the lines as `NUMBER TEXT`.
    private func poll(_ tail: inout FileTail) throws -> [String] {
        var found: [String] = []
        _ = try tail.poll { bytes, first in
            for (i, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: true).enumerated() {
                found.append("\(first + i) \(String(decoding: line, as: UTF8.self))")
            }
        }
        return found
    }

    @Test func readsWhatIsThereAndWhatComes() throws {
        let path = try folder.write("a\nb\n", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a", "2 b"])
        #expect(try poll(&tail) == [])
        try folder.append("c\nhal", to: "log")
        #expect(try poll(&tail) == ["3 c"])
        try folder.append("f\n", to: "log")
        #expect(try poll(&tail) == ["4 half"])
    }

    @Test func aFileThatIsNotThereYetIsWaitedFor() throws {
        var tail = FileTail(path: folder.file("later"))
        #expect(try poll(&tail) == [])
        try folder.write("a\n", to: "later")
        #expect(try poll(&tail) == ["1 a"])
    }

    @Test func rotationByRenameLosesNoLine() throws {
        let path = try folder.write("a\n", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a"])
        try folder.append("b\nlast without end", to: "log")
        try folder.rename("log", to: "log.1")
        #expect(try poll(&tail) == ["2 b"])
        // The writer still has the old file open for a while.
        try folder.append(" now ended\nc\n", to: "log.1")
        try folder.write("new\n", to: "log")
        #expect(try poll(&tail) == ["3 last without end now ended", "4 c", "1 new"])
    }

    @Test func aLineLeftWithoutItsEndIsHandedOnWhenTheFileIsReplaced() throws {
        let path = try folder.write("a\nopen end", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a"])
        try folder.rename("log", to: "log.1")
        try folder.write("new\n", to: "log")
        #expect(try poll(&tail) == ["2 open end", "1 new"])
    }

    @Test func truncationBeginsAnew() throws {
        let path = try folder.write("a\nb\nc\n", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail).count == 3)
        try folder.truncate("log")
        #expect(try poll(&tail) == [])
        try folder.append("d\n", to: "log")
        #expect(try poll(&tail) == ["1 d"])
    }

    /// Truncated and written beyond its old size between two polls: the size alone does not show it.
    @Test func truncationThatHasOutgrownTheOldSizeIsSeen() throws {
        let path = try folder.write("a\n", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a"])
        try folder.truncate("log")
        try folder.append("x\ny\nz\n", to: "log")
        #expect(try poll(&tail) == ["1 x", "2 y", "3 z"])
    }

    @Test func aFileThatVanishesAndComesBackIsReadAgain() throws {
        let path = try folder.write("a\n", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a"])
        try folder.remove("log")
        #expect(try poll(&tail) == [])
        try folder.write("b\n", to: "log")
        #expect(try poll(&tail) == ["1 b"])
    }

    /// Whatever happens to the file between polls, what was in it at a poll is handed on once, in order.
    @Test(arguments: 0..<20) func accountsForEveryLine(seed: UInt64) throws {
        var dice = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func roll(_ n: UInt64) -> UInt64 {
            dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (dice >> 33) % n
        }
        var tail = FileTail(path: try folder.write("", to: "log"))
        var written: [String] = []
        var read: [String] = []
        var generation = 0
        for step in 0..<200 {
            switch roll(8) {
            case 0:
                generation += 1
                try folder.rename("log", to: "log.\(generation)")
                try folder.write("", to: "log")
            case 1: try folder.truncate("log")
            default:
                let line = "\(step) \(String(repeating: "é", count: Int(roll(40))))"
                written.append(line)
                try folder.append(line + "\n", to: "log")
            }
            read += try poll(&tail).map { String($0.drop { $0 != " " }.dropFirst()) }
        }
        #expect(read == written)
    }
}
