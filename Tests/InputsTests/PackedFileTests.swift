import Foundation
import Testing

@testable import Inputs

/// Packed files as the programs of the system make them, whole and damaged.
@Suite struct PackedFileTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    /// What packs, and the name it gives.
    enum Packer: String, CaseIterable {
        case gzip, zstd
        var ending: String { self == .gzip ? ".gz" : ".zst" }
    }

    private func pack(_ text: String, _ packer: Packer, as name: String = "log") throws -> Data {
        try folder.write(text, to: name)
        try folder.run(packer.rawValue, ["-q", "-f", "-k", folder.file(name)])
        return try Data(contentsOf: URL(filePath: folder.file(name + packer.ending)))
    }

    /// The lines, and what was complained of.
    private func read(_ data: Data, skip: Int = 0, line: Int = 1) throws -> (lines: [String], problem: String?) {
        try data.write(to: URL(filePath: folder.file("packed")))
        var lines: [String] = []
        do throws(InputError) {
            try PackedFile(path: folder.file("packed")).read(skip: skip, line: line) { lines += numbered($0, from: $1) }
        } catch {
            return (lines, error.message)
        }
        return (lines, nil)
    }

    /// Text that does not pack to nothing.
    private func text(_ count: Int) -> String {
        (0..<count).map { "line \($0) \($0 &* 2_654_435_761 % 1_000_003) \($0 &* 40503 % 65_537)\n" }.joined()
    }

    @Test(arguments: Packer.allCases) func readsMembersThatFollowEachOther(packer: Packer) throws {
        let packed = try pack("a\nb", packer) + pack("c\nd\n", packer) + pack("", packer) + pack("e", packer)
        let found = try read(packed)
        #expect(found.lines == ["1 a", "2 bc", "3 d", "4 e"] && found.problem == nil)
    }

    @Test(arguments: Packer.allCases) func readsMoreThanOneBlock(packer: Packer) throws {
        let text = text(100_000)
        let found = try read(try pack(text, packer))
        #expect(found.lines.count == 100_000 && found.problem == nil)
        #expect(found.lines.last == "100000 \(text.split(separator: "\n").last ?? "")")
    }

    /// Cut anywhere: what was good before is read, and the place named.
    @Test(arguments: Packer.allCases) func keepsWhatComesBeforeAnEarlyEnd(packer: Packer) throws {
        let text = text(50_000)
        let whole = try pack(text, packer)
        let lines = text.split(separator: "\n").enumerated().map { "\($0 + 1) \($1)" }
        for cut in [4, whole.count / 10, whole.count / 2, whole.count - 1] {
            let found = try read(whole.prefix(cut))
            #expect(found.problem?.contains("the packed data ends early, after ") == true, "cut at \(cut)")
            // The last line may be cut in the middle.
            #expect(lines.starts(with: found.lines.dropLast()), "cut at \(cut)")
            if cut == whole.count / 2 { #expect(found.lines.count > 1000) }
        }
    }

    @Test(arguments: Packer.allCases) func keepsWhatComesBeforeDamage(packer: Packer) throws {
        let text = text(50_000)
        var packed = try pack(text, packer)
        let good = try pack("first\n", packer, as: "first")
        packed = good + packed
        for i in (packed.count / 2)..<(packed.count / 2 + 64) { packed[packed.startIndex + i] ^= 0x5A }
        let found = try read(packed)
        #expect(found.lines.first == "1 first")
        #expect(found.problem?.contains("bytes unpacked; what came before was read") == true)
    }

    /// Any change of any byte: no crash, and an end.
    @Test(arguments: Packer.allCases, 0..<8 as Range<UInt64>) func survivesAnyDamage(packer: Packer, seed: UInt64)
        throws
    {
        let packed = try pack(text(2000), packer)
        var dice = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0..<12 {
            var copy = packed
            for _ in 0..<4 {
                dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                copy[copy.startIndex + Int((dice >> 20) % UInt64(copy.count))] = UInt8(truncatingIfNeeded: dice >> 50)
            }
            _ = try read(copy)
        }
    }

    @Test func paddingAfterTheLastMemberIsNoDamage() throws {
        let found = try read(try pack("a\n", .gzip) + Data(repeating: 0, count: 700))
        #expect(found.lines == ["1 a"] && found.problem == nil)
    }

    @Test func framesToBePassedOverAreOver() throws {
        let skippable = Data([0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 0x41, 0x42, 0x43])
        let found = try read(skippable + pack("a\n", .zstd) + skippable + pack("b\n", .zstd))
        #expect(found.lines == ["1 a", "2 b"] && found.problem == nil)
    }

    /// A frame that asks for a window of 2 GiB is refused, and not given the memory.
    @Test func windowsAreBounded() throws {
        // Magic, a descriptor without size, and the window descriptor for 2^31 bytes (RFC 8878, 3.1.1.1.2).
        let found = try read(Data([0x28, 0xB5, 0x2F, 0xFD, 0x00, 21 << 3, 0x01, 0x00, 0x00]))
        #expect(found.lines == [] && found.problem?.contains("too much memory") == true)
    }

    @Test func readsOnlyTheRestOfWhatWasReadBefore() throws {
        let found = try read(try pack("a\nb\nc\n", .gzip), skip: 4, line: 3)
        #expect(found.lines == ["3 c"])
    }

    @Test(arguments: Packer.allCases) func isToldByItsFirstBytes(packer: Packer) throws {
        try pack("a\n", packer).write(to: URL(filePath: folder.file("no ending")))
        #expect(PackedFile.isPacked(folder.file("no ending")))
        #expect(PackedFile(path: folder.file("no ending")).beginning()?.beginning == Array("a\n".utf8))
        try folder.write("plain\n", to: "plain.gz")
        #expect(!PackedFile.isPacked(folder.file("plain.gz")))
        #expect(!PackedFile.isPacked(folder.file("nothing")))
    }
}
