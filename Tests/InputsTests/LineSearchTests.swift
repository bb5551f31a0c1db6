import EventModel
import Foundation
import Inputs
import Testing

@Suite struct LineSearchTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "tailrace-search-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private func file(_ name: String, _ bytes: [UInt8]) throws -> Source {
        let path = folder.appending(path: name)
        try Data(bytes).write(to: path)
        return .file(path.path)
    }

    private func search(_ bytes: [UInt8], _ texts: String...) throws -> [LineSearch.Line]? {
        defer { try? FileManager.default.removeItem(at: folder) }
        return try LineSearch([file("a.log", bytes)], numbered: true)?.lines(containing: texts)
    }

    @Test func findsWholeLinesInAnyCase() throws {
        let text = "first ABC\nnothing\r\nab c\nxabcy abc\n\nlast aBc"
        let lines = try #require(try search(Array(text.utf8), "abc"))
        #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["first ABC", "xabcy abc", "last aBc"])
        #expect(lines.map(\.number) == [1, 4, 6])
    }

    @Test func findsOneOfSeveralTextsOnce() throws {
        let lines = try #require(try search(Array("one two\nthree\ntwo\n".utf8), "one", "two", "four"))
        #expect(lines.map(\.number) == [1, 3])
    }

    /// Texts across the borders of what is read at once and of what one core takes.
    @Test func findsWhatLiesAcrossBorders() throws {
        var bytes = [UInt8](repeating: UInt8(ascii: "."), count: 18 << 20)
        for i in stride(from: 997, to: bytes.count, by: 997) { bytes[i] = 0x0A }
        let wanted = Array("needle-of-36-bytes-0123456789-abcdef".utf8)
        let (mega, end) = (1 << 20, bytes.count - 36)
        let places = [0, mega - 20, 2 * mega - 1, 3 * mega, 8 * mega - 35, 16 * mega - 1, end]
        for place in places { bytes.replaceSubrange(place..<place + wanted.count, with: wanted) }
        // What an independent count says, line by line.
        var expected: [Int] = []
        for (i, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
        where Data(line).range(of: Data(wanted)) != nil {
            expected.append(i + 1)
        }
        let lines = try #require(try search(bytes, "NEEDLE-of-36-bytes-0123456789-ABCDEF"))
        #expect(lines.map(\.number) == expected)
        #expect(expected.count == places.count)
    }

    @Test func goesThroughFilesInTheirOrderAndEachOnce() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (b, a) = (try file("b.log", Array("x 1\n".utf8)), try file("a.log", Array("y\nx 2\n".utf8)))
        let empty = try file("c.log", [])
        let search = try #require(LineSearch([b, .pattern(folder.path + "/*.log"), a, empty], numbered: true))
        let lines = try #require(try search.lines(containing: ["x"]))
        #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["x 1", "x 2"])
        #expect(lines.map(\.number) == [1, 2])
        #expect(lines.map(\.place.file) == [0, 1])
    }

    @Test(arguments: [
        [0x1F, 0x8B, 8, 0], [0x28, 0xB5, 0x2F, 0xFD], [0xFF, 0xFE, 0x7B, 0], [0x7B, 0, 0x22, 0],
        [0xFD, 0x37, 0x7A, 0x58],
    ]) func leavesAloneWhatIsNoText(start: [UInt8]) throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(LineSearch([try file("a", start + Array("abc\n".utf8))], numbered: false) == nil)
        #expect(LineSearch([.standardInput], numbered: false) == nil)
        #expect(LineSearch([.file(folder.path + "/none")], numbered: false) == nil)
        #expect(LineSearch([.file(folder.path)], numbered: false) == nil)
        // A pipe is not even opened: that would wait for somebody to write.
        let pipe = folder.path + "/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        #expect(LineSearch([.file(pipe)], numbered: false) == nil)
    }

    @Test func givesUpOnTooMuch() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let many = try file("many.log", Array(String(repeating: "abc\n", count: 101).utf8))
        #expect(try LineSearch([many], numbered: false, mostLines: 100)?.lines(containing: ["abc"]) == nil)
        #expect(try LineSearch([many], numbered: false, mostLines: 101)?.lines(containing: ["abc"])?.count == 101)
        let long = try file("long.log", Array((String(repeating: "-", count: 2 << 20) + "abc\n").utf8))
        #expect(try LineSearch([long], numbered: false)?.lines(containing: ["abc"]) == nil)
        let stopped = try #require(LineSearch([many], numbered: false))
        stopped.stop()
        #expect(try stopped.lines(containing: ["abc"]) == nil)
    }
}
