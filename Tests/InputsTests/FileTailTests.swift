import EventModel
import Foundation
import Testing

@testable import Inputs

/// A file under the eyes of a tail; `poll` is called by hand with the time, so nothing waits.
@Suite struct FileTailTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private static let start = Timestamp(seconds: 1_000_000)
    /// A tail's patience with a file that lost its name is over.
    private static let later = start + FileTail.patience

    /// What one poll hands on: the lines as `NUMBER TEXT`.
    private func poll(_ tail: inout FileTail, at now: Timestamp = start) throws -> [String] {
        try look(&tail, at: now).lines
    }

    private func look(_ tail: inout FileTail, at now: Timestamp = start) throws -> (lines: [String], poll: TailPoll) {
        var found: [String] = []
        let poll = try tail.poll(at: now) { _ in { found += numbered($0, from: $1) } }
        return (found, poll)
    }

    private func expect(_ tail: borrowing FileTail, isWaiting: Bool, at place: SourceLocation = #_sourceLocation) {
        let found = tail.isWaiting
        #expect(found == isWaiting, sourceLocation: place)
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
        expect(tail, isWaiting: true)
        try folder.write("a\n", to: "later")
        #expect(try poll(&tail) == ["1 a"])
        expect(tail, isWaiting: false)
    }

    @Test func aFolderThatVanishesAndComesBackIsNoError() throws {
        try folder.makeFolder("sub")
        let path = try folder.write("a\n", to: "sub/log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a"])
        try folder.remove("sub")
        #expect(try poll(&tail) == [])
        // Its place is taken by something that is no folder.
        try folder.write("x", to: "sub")
        #expect(try poll(&tail) == [])
        try folder.remove("sub")
        try folder.makeFolder("sub")
        try folder.write("b\n", to: "sub/log")
        #expect(try poll(&tail) == ["1 b"])
    }

    @Test func whatCannotBeReadIsNamedAndReadWhenItCan() throws {
        let path = folder.file("log")
        try folder.makeFolder("log")
        var tail = FileTail(path: path)
        #expect(throws: InputError("\(path): is no regular file")) { try poll(&tail) }
        try folder.remove("log")
        try folder.write("a\n", to: "log")
        #expect(try poll(&tail) == ["1 a"])
    }

    // MARK: Last lines without a newline

    /// Many files end without a newline: their last record is shown nevertheless.
    @Test func aWholeLastLineIsHandedOnAfterAPause() throws {
        let path = try folder.write("{\"a\":1}\n{\"b\":[2,\"}\"]}", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 {\"a\":1}"])
        #expect(try poll(&tail, at: Self.start + .milliseconds(900)) == [])
        #expect(try poll(&tail, at: Self.start + .seconds(1)) == ["2 {\"b\":[2,\"}\"]}"])
        // Its newline comes late: it is no empty line of its own.
        try folder.append("\n{\"c\":3}\n", to: "log")
        #expect(try poll(&tail) == ["3 {\"c\":3}"])
    }

    @Test(arguments: ["{\"a\":{\"b\":1}", "{\"a\":\"}", "plain text", "{\"a\":1} {"])
    func aLastLineThatIsNotWholeWaits(half: String) throws {
        let path = try folder.write(half, to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == [])
        #expect(try poll(&tail, at: Self.later) == [])
        try folder.append("!\n", to: "log")
        #expect(try poll(&tail, at: Self.later) == ["1 \(half)!"])
    }

    // MARK: Rotation by renaming

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
        let found = try look(&tail)
        #expect(found.lines == ["3 last without end now ended", "4 c", "1 new"])
        #expect(found.poll.changes == [.replaced(path)])
        try folder.append("d\n", to: "log.1")
        try folder.append("newer\n", to: "log")
        #expect(try poll(&tail) == ["5 d", "2 newer"])
    }

    @Test func aLineLeftWithoutItsEndIsHandedOnWhenTheOldFileIsClosed() throws {
        let path = try folder.write("a\nopen end", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a"])
        try folder.rename("log", to: "log.1")
        try folder.write("new\n", to: "log")
        #expect(try poll(&tail) == ["1 new"])
        #expect(try poll(&tail, at: Self.later) == ["2 open end"])
        // It is closed: what somebody writes to it now is not of this name any more.
        try folder.append("\nlate\n", to: "log.1")
        #expect(try poll(&tail, at: Self.later) == [])
    }

    /// Files that had the name only between two looks are found under their new names, oldest first.
    @Test func filesRotatedTwiceBetweenTwoLooksAreRead() throws {
        try folder.write("from before\n", to: "log.9")
        let path = try folder.write("a\n", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a"])
        try folder.append("b\n", to: "log")
        try folder.rename("log", to: "log.3")
        for (name, line) in [("log.2", "c"), ("log.1", "d")] {
            try folder.write(line + "\n", to: "log")
            try folder.rename("log", to: name)
            try folder.setModified(name, line == "c" ? 2_000_000_000 : 2_000_000_001)
        }
        try folder.write("e\n", to: "log")
        // Neither one that was there before, nor a log of somebody else with a similar name.
        try folder.write("other\n", to: "log.err")
        let found = try look(&tail)
        #expect(found.lines == ["2 b", "1 c", "1 d", "1 e"])
        #expect(found.poll.changes.contains(.recovered(folder.file("log.2"))))
        #expect(try poll(&tail, at: Self.later) == [])
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

    /// Moved away and back: the same file, which goes on where it was.
    @Test(arguments: [start, later]) func aFileThatComesBackItselfIsNotReadTwice(back: Timestamp) throws {
        let path = try folder.write("a\n", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a"])
        try folder.rename("log", to: "elsewhere")
        #expect(try poll(&tail) == [])
        #expect(try poll(&tail, at: back) == [])
        try folder.append("b\n", to: "elsewhere")
        try folder.rename("elsewhere", to: "log")
        #expect(try poll(&tail, at: back) == ["2 b"])
    }

    /// A deleted file is not kept on the disk for ever by somebody who only reads it.
    @Test func aDeletedFileIsClosedAfterAWhile() throws {
        let path = try folder.write("a\nrest", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a"])
        let writer = try FileHandle(forWritingTo: URL(filePath: path))
        try writer.seekToEnd()
        try folder.remove("log")
        #expect(try poll(&tail) == [])
        try writer.write(contentsOf: Data("\nwritten to a deleted file\nand".utf8))
        #expect(try poll(&tail) == ["2 rest", "3 written to a deleted file"])
        expect(tail, isWaiting: false)
        #expect(try poll(&tail, at: Self.later) == ["4 and"])
        expect(tail, isWaiting: true)
        try writer.close()
    }

    @Test func aSymbolicLinkThatIsSwitchedIsFollowed() throws {
        try folder.write("a\n", to: "one")
        try folder.write("x\n", to: "two")
        try folder.link("log", to: "one")
        var tail = FileTail(path: folder.file("log"))
        #expect(try poll(&tail) == ["1 a"])
        try folder.append("b\n", to: "one")
        try folder.link("next", to: "two")
        #expect(rename(folder.file("next"), folder.file("log")) == 0)
        #expect(try poll(&tail) == ["2 b", "1 x"])
    }

    // MARK: Truncation

    @Test func truncationBeginsAnew() throws {
        let path = try folder.write("a\nb\nc\n", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail).count == 3)
        try folder.truncate("log")
        let found = try look(&tail)
        #expect(found.lines == [] && found.poll.changes == [.truncated(path, offset: 6)])
        try folder.append("d\n", to: "log")
        #expect(try poll(&tail) == ["1 d"])
    }

    /// Truncated and written to or beyond its old size between two polls: the size alone does not show it.
    @Test(arguments: ["x\ny\nz\n", "x\n"]) func truncationThatTheSizeDoesNotShowIsSeen(text: String) throws {
        let path = try folder.write("a\n", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a"])
        try folder.truncate("log")
        try folder.append(text, to: "log")
        try folder.setModified("log", 2_000_000_000)
        let lines = text.split(separator: "\n").enumerated().map { "\($0 + 1) \($1)" }
        #expect(try poll(&tail) == lines)
    }

    /// It begins as it did before, so that only what stands where reading stopped shows it.
    @Test func truncationUnderTheSameFirstLinesIsSeen() throws {
        let head = (0..<20).map { "# a header that every file has, line \($0)\n" }.joined()
        let path = try folder.write(head + "a\nb\n", to: "log")
        var tail = FileTail(path: path)
        _ = try poll(&tail)
        try folder.truncate("log")
        try folder.append(head + "c\nd\ne\n", to: "log")
        #expect(try poll(&tail).suffix(3) == ["21 c", "22 d", "23 e"])
    }

    /// A writer that does not append goes on at its old place: the file begins with zeros that nobody wrote.
    @Test func theHoleThatTruncationLeavesIsPassedOver() throws {
        let path = try folder.write("", to: "log")
        let writer = try FileHandle(forWritingTo: URL(filePath: path))
        let long = String(repeating: "x", count: 99_999)
        try writer.write(contentsOf: Data("\(long)\n".utf8))
        var tail = FileTail(path: path)
        #expect(try poll(&tail).count == 1)
        try folder.truncate("log")
        try writer.write(contentsOf: Data("b\n".utf8))
        #expect(try poll(&tail) == ["1 b"])
        try writer.write(contentsOf: Data("c\n".utf8))
        #expect(try poll(&tail) == ["2 c"])
        try writer.close()
    }

    /// `copytruncate`: lines that came after the last look and before the copy are only in the copy.
    @Test func whatOnlyTheCopyHasIsReadFromIt() throws {
        let path = try folder.write("a\nb\n", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a", "2 b"])
        try folder.append("c\nd\n", to: "log")
        try folder.copy("log", to: "log.1")
        try folder.truncate("log")
        try folder.append("e\n", to: "log")
        let found = try look(&tail)
        #expect(Set(found.lines) == ["3 c", "4 d", "1 e"])
        #expect(found.poll.changes == [.truncated(path, offset: 4), .recovered(folder.file("log.1"))])
        #expect(try poll(&tail, at: Self.later) == [])
    }

    /// Nothing in the file tells that it was copied and cut before anything of it was read.
    @Test(arguments: [["log.1"], ["log.1", "log.2"]]) func whatWasCutBeforeItWasReadIsInTheCopies(copies: [String])
        throws
    {
        let path = try folder.write("", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == [])
        for copy in copies {
            try folder.append("in \(copy)\n", to: "log")
            try folder.copy("log", to: copy)
            try folder.truncate("log")
        }
        try folder.append("after\n", to: "log")
        #expect(try poll(&tail) == copies.map { "1 in \($0)" } + ["1 after"])
        #expect(try poll(&tail, at: Self.later) == [])
    }

    /// A copy that is found while the file has it all has nothing of its own; what is cut away afterwards is read from it.
    @Test func aCopyOfWhatIsStillToBeReadIsNotReadToo() throws {
        let path = try folder.write("", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == [])
        try folder.append("a\nb\n", to: "log")
        try folder.copy("log", to: "log.1")
        #expect(try poll(&tail) == ["1 a", "2 b"])
        try folder.append("c\n", to: "log")
        try folder.copy("log", to: "log.2")
        try folder.truncate("log")
        #expect(try poll(&tail) == ["3 c"])
    }

    /// Between the look at the name and the look into the file it is renamed and packed.
    @Test func whatIsPackedBeforeItWasReadIsReadOnce() throws {
        let path = try folder.write("", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == [])
        try folder.append("a\n", to: "log")
        try folder.rename("log", to: "log.1")
        try folder.run("gzip", ["-q", folder.file("log.1")])
        try folder.write("b\n", to: "log")
        #expect(try poll(&tail) == ["1 a", "1 b"])
        #expect(try poll(&tail, at: Self.later) == [])
    }

    /// A copy is empty, or short, before it is whole: it must not be taken for another file.
    @Test(arguments: ["", "{\"n\":1}\n"]) func aCopyThatHasOnlyBegunIsNotReadTwice(begun: String) throws {
        let path = try folder.write("", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == [])
        try folder.append("{\"n\":1}\n{\"n\":2}\n", to: "log")
        try folder.write(begun, to: "log.1")
        #expect(try poll(&tail) == ["1 {\"n\":1}", "2 {\"n\":2}"])
        try folder.append("{\"n\":1}\n{\"n\":2}\n".dropFirst(begun.count) + "{\"n\":3}\n", to: "log.1")
        try folder.truncate("log")
        #expect(try poll(&tail) == ["3 {\"n\":3}"])
        #expect(try poll(&tail, at: Self.later) == [])
    }

    /// It looks like a copy that has only begun, but the writer had not been told yet.
    @Test(arguments: ["", "a\n"]) func whatLingersInAFileThatWasRenamedIsRead(early: String) throws {
        let path = try folder.write("a\nb\n", to: "log")
        var tail = FileTail(path: path)
        #expect(try poll(&tail) == ["1 a", "2 b"])
        try folder.rename("log", to: "log.2")
        try folder.write(early, to: "log")
        try folder.rename("log", to: "log.1")
        try folder.write("c\n", to: "log")
        #expect(try poll(&tail) == ["1 c"])
        try folder.append("late\n", to: "log.1")
        let found = try poll(&tail) + poll(&tail, at: Self.later)
        #expect(found == numbered(early + "late\n"))
    }

    // MARK: Beginning where somebody else stopped

    private func position(_ name: String, offset: Int64, line: Int) throws -> FilePosition {
        let handle = try FileHandle(forReadingFrom: URL(filePath: folder.file(name)))
        var position = try FilePosition(of: handle.fileDescriptor, path: name)
        position.offset = offset
        position.line = line
        return position
    }

    @Test func beginsWhereSomebodyElseStopped() throws {
        let path = try folder.write("a\nb\nc\n", to: "log")
        var tail = FileTail(path: path, from: try position("log", offset: 4, line: 3))
        #expect(try poll(&tail) == ["3 c"])
    }

    @Test func whatWasRenamedBeforeIsFoundAndReadFirst() throws {
        let path = try folder.write("a\nb\n", to: "log")
        let position = try position("log", offset: 2, line: 2)
        try folder.rename("log", to: "any other name")
        try folder.write("c\n", to: "log")
        var tail = FileTail(path: path, from: position)
        #expect(try poll(&tail) == ["2 b", "1 c"])
    }

    @Test func whatWasTruncatedBeforeIsReadFromItsBeginning() throws {
        let path = try folder.write("a\nb\n", to: "log")
        let position = try position("log", offset: 4, line: 3)
        try folder.truncate("log")
        try folder.append("c\nd\ne\n", to: "log")
        var tail = FileTail(path: path, from: position)
        let found = try look(&tail)
        #expect(found.lines == ["1 c", "2 d", "3 e"])
    }

    @Test func whatWasCopiedAndTruncatedBeforeIsInTheCopy() throws {
        let path = try folder.write("a\nb\n", to: "log")
        try folder.write("an old file\n", to: "log.2")
        let position = try position("log", offset: 2, line: 2)
        try folder.copy("log", to: "log.1")
        try folder.truncate("log")
        try folder.append("c\n", to: "log")
        var tail = FileTail(path: path, from: position)
        let found = try look(&tail)
        #expect(found.lines == ["2 b", "1 c"])
        #expect(found.poll.changes == [.truncated(path, offset: 2), .recovered(folder.file("log.1"))])
    }

    @Test func whatIsNowhereAnyMoreIsSaid() throws {
        let path = try folder.write("a\nb\n", to: "log")
        let position = try position("log", offset: 2, line: 2)
        // It is there before the other is removed, so that it cannot be given the same inode.
        try folder.write("another file\n", to: "spare")
        try folder.rename("spare", over: "log")
        var tail = FileTail(path: path, from: position)
        let found = try look(&tail)
        #expect(found.lines == ["1 another file"])
        #expect(found.poll.changes == [.vanished(path)])
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
        #expect(try poll(&tail, at: Self.later) == [])
    }
}
