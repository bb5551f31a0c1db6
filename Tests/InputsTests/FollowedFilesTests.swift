import EventModel
import Foundation
import Testing

@testable import Inputs

/// Patterns that also catch what rotation makes: no line is read twice, and none is lost.
@Suite struct FollowedFilesTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// One reader's files under a clock that is moved by hand.
    private final class Desk {
        var files = FollowedFiles()
        var now = Timestamp(seconds: 1_000_000)
        let pattern: String
        init(_ pattern: String) { self.pattern = pattern }

        /// Looks at everything; answers `FILE:NUMBER TEXT` of what came.
        func look() -> [String] {
            var found: [String] = []
            let sink: FileTail.NamedSink = { path in
                { found += numbered($0, from: $1).map { "\(RotatedName.split(path).name):\($0)" } }
            }
            var problems = files.look(now: now, sink).problems
            problems += files.meet(Source.expand(pattern), now: now, sink)
            problems += files.look(now: now, sink).problems
            #expect(problems.map(\.message) == [])
            return found
        }

        func knows(_ path: String) -> Bool { files.knows(path) }
        var waiting: [String] { files.waiting }

        /// Long enough for anything that waits.
        func wait() -> [String] {
            let first = look()
            now = now + .seconds(10)
            let second = look()
            now = now + .seconds(10)
            return first + second + look()
        }
    }

    /// Lines that no two files have in common, as logs have a time in each.
    private func lines(_ range: Range<Int>) -> String {
        range.map { "{\"time\":\"2026-11-21T00:00:00Z\",\"n\":\($0)}\n" }.joined()
    }
    private func expected(_ file: String, _ range: Range<Int>, from first: Int = 1) -> [String] {
        range.map { "\(file):\(first + $0 - range.lowerBound) {\"time\":\"2026-11-21T00:00:00Z\",\"n\":\($0)}" }
    }

    @Test func renamedFilesAreNotReadAgain() throws {
        let desk = Desk(folder.path + "/app.log*")
        try folder.write(lines(0..<3), to: "app.log")
        #expect(desk.wait() == expected("app.log", 0..<3))
        try folder.append(lines(3..<5), to: "app.log")
        try folder.rename("app.log", to: "app.log.1")
        try folder.write(lines(5..<7), to: "app.log")
        #expect(desk.wait() == expected("app.log", 3..<5, from: 4) + expected("app.log", 5..<7))
        // Long after it was renamed somebody still writes to it; and the next rotation.
        try folder.append(lines(7..<8), to: "app.log.1")
        #expect(desk.wait() == expected("app.log", 7..<8, from: 6))
        try folder.rename("app.log.1", to: "app.log.2")
        try folder.rename("app.log", to: "app.log.1")
        try folder.write(lines(8..<9), to: "app.log")
        #expect(desk.wait() == expected("app.log", 8..<9))
    }

    @Test func copiesOfATruncatedFileAreReadOnlyWhereTheyHaveMore() throws {
        let desk = Desk(folder.path + "/app.log*")
        try folder.write(lines(0..<3), to: "app.log")
        #expect(desk.wait() == expected("app.log", 0..<3))
        try folder.append(lines(3..<4), to: "app.log")
        try folder.copy("app.log", to: "app.log.1")
        try folder.truncate("app.log")
        try folder.append(lines(4..<5), to: "app.log")
        #expect(Set(desk.wait()) == Set(expected("app.log", 3..<4, from: 4) + expected("app.log", 4..<5)))
        try folder.append(lines(5..<6), to: "app.log")
        #expect(desk.wait() == expected("app.log", 5..<6, from: 2))
    }

    @Test(arguments: ["gzip", "zstd"]) func whatWasReadIsNotReadAgainWhenItIsPacked(packer: String) throws {
        let desk = Desk(folder.path + "/app.log*")
        try folder.write(lines(0..<3), to: "app.log")
        #expect(desk.wait() == expected("app.log", 0..<3))
        try folder.rename("app.log", to: "app.log.1")
        try folder.write(lines(3..<4), to: "app.log")
        #expect(desk.wait() == expected("app.log", 3..<4))
        try folder.run(packer, ["-q", "--rm", folder.file("app.log.1")].filter { packer != "gzip" || $0 != "--rm" })
        #expect(desk.wait() == [])
        try folder.append(lines(4..<5), to: "app.log")
        #expect(desk.wait() == expected("app.log", 4..<5, from: 2))
    }

    /// What came to a file that is followed no longer, and was packed then: the packed file has it.
    @Test func theRestIsReadFromThePackedFile() throws {
        let desk = Desk(folder.path + "/app.*")
        try folder.write(lines(0..<3), to: "app.log")
        #expect(desk.wait() == expected("app.log", 0..<3))
        try folder.rename("app.log", to: "moved")
        #expect(desk.wait() == [])
        try folder.append(lines(3..<5), to: "moved")
        try folder.run("gzip", [folder.file("moved")])
        try folder.rename("moved.gz", to: "app.log.1.gz")
        #expect(desk.wait() == expected("app.log", 3..<5, from: 4))
    }

    @Test func filesThatComeAndGo() throws {
        let desk = Desk(folder.path + "/*.log")
        #expect(desk.wait() == [])
        try folder.write(lines(0..<1), to: "a.log")
        #expect(desk.wait() == expected("a.log", 0..<1))
        try folder.write(lines(1..<2), to: "b.log")
        try folder.remove("a.log")
        #expect(desk.wait() == expected("b.log", 1..<2))
        #expect(!desk.knows(folder.file("a.log")) && desk.knows(folder.file("b.log")))
        try folder.write(lines(2..<3), to: "a.log")
        #expect(desk.wait() == expected("a.log", 2..<3))
        #expect(desk.waiting == [])
    }

    /// One file under two names is one file.
    @Test func aLinkIsNotReadTwice() throws {
        let desk = Desk(folder.path + "/*.log")
        try folder.write(lines(0..<2), to: "a.log")
        try folder.link("b.log", to: "a.log")
        #expect(desk.wait() == expected("a.log", 0..<2))
        try folder.append(lines(2..<3), to: "a.log")
        #expect(desk.wait() == expected("a.log", 2..<3, from: 3))
    }

    @Test func namesThatLeadNowhereAreKnown() throws {
        var files = FollowedFiles()
        files.follow(folder.file("later"))
        _ = files.look(now: Timestamp(seconds: 0)) { _ in { _, _ in } }
        var (waiting, new) = (files.waiting, files.takeUnwatched())
        #expect(waiting == [folder.file("later")] && new == waiting)
        try folder.write("a\n", to: "later")
        let look = files.look(now: Timestamp(seconds: 0)) { _ in { _, _ in } }
        (waiting, new) = (files.waiting, files.takeUnwatched())
        #expect(look.grown == [folder.file("later")])
        #expect(waiting == [] && new == [folder.file("later")])
    }
}
